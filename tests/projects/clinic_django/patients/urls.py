"""URLs below /patients/."""

from django.urls import include, path, re_path

from patients import views

record_urls = [
    path("", views.records, name="records"),
    path("<slug:kind>/", views.records_of_kind, name="records-of-kind"),
]

urlpatterns = [
    path("", views.PatientList.as_view(), name="patients"),
    path("new/", views.PatientCreate.as_view(), name="patient-new"),
    path("<int:pk>/", views.PatientDetail.as_view(), name="patient"),
    path("<int:pk>/archive/", views.PatientArchive.as_view(), name="patient-archive"),
    path("<int:kept>/merge/<int:other>/", views.PatientMerge.as_view(), name="patient-merge"),
    path("<int:pk>/records/", include(record_urls)),
    re_path(r"^export/(?P<year>[0-9]{4})/$", views.export, name="patients-export"),
]
