/** Endpoints as they are written where there is little room. */

/** A path whose parts are regular expressions, by their names: `/tickets/(?P<pk>[^/.]+)/` is `/tickets/<pk>/`. */
export function brief(title: string): string {
  return title.replace(/\(\?P(<\w+>)(?:\[(?:\\.|[^\]\\])*\]|\\.|[^()[\]\\])*\)/g, "$1");
}

/** Where there is still less room: the end of a long path, by which it is told from its neighbours. */
export function briefer(title: string): string {
  const [, method = "", path = ""] = /^(.*?)(\/.*)$/.exec(brief(title)) ?? [];
  const parts = path.split("/").filter(Boolean);
  return parts.length > 3 ? `${method}…/${parts.slice(-2).join("/")}${path.endsWith("/") ? "/" : ""}` : brief(title);
}
