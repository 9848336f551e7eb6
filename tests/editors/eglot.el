;;; eglot.el --- the story in Emacs with eglot: emacs --batch -l eglot.el, with CONFIG as the user's -*- lexical-binding: t -*-
(require 'package)
(unless (locate-library "eglot") (package-initialize))
(require 'cl-lib)
(require 'flymake)
(setq native-comp-enable-subr-trampolines nil) ; no compiler is needed to answer a question
(load (getenv "CONFIG") nil t)
(require 'eglot)
(setq eglot-sync-connect 20 eglot-confirm-server-initiated-edits nil eglot-send-changes-idle-time 0)

(defun wait-until (what happened)
  "Wait for HAPPENED to give something; fail naming WHAT."
  (let ((end (+ (float-time) (string-to-number (getenv "SECONDS")))) value)
    (while (and (not (setq value (funcall happened))) (< (float-time) end))
      (accept-process-output nil 0.05)
      (ignore-errors (eglot--signal-textDocument/didChange))) ; an idle timer does; in batch Emacs is never idle
    (or value (error "Waited in vain for %s" what))))

(defun story ()
  "Open, find, hover, fix, gone."
  (find-file (getenv "FILE"))
  (python-mode)
  (switch-to-buffer (current-buffer))
  (apply #'eglot (eglot--guess-contact))
  (unless flymake-mode (flymake-mode 1))
  (flymake-start)
  (wait-until "the finding" #'flymake-diagnostics)
  (let ((found (car (flymake-diagnostics))))
    (cl-assert (string-match-p "sends HTTP while the transaction" (flymake-diagnostic-text found)))
    (message "found: %s" (flymake-diagnostic-text found))
    (goto-char (flymake-diagnostic-beg found)))
  (cl-assert (= (line-number-at-pos) 15))
  (let (shown)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown text)))
    (wait-until "the hover" (lambda () shown))
    (cl-assert (string-match-p "helpdesk/gateways/client.py:26" shown))
    (message "hover: %d characters" (length shown)))
  (let* ((offered nil)
         (last-nonmenu-event ?x) ; nil would mean the mouse
         (completing-read-function
          (lambda (_prompt collection &rest _)
            (setq offered (all-completions "" collection))
            (cl-find-if (lambda (it) (string-match-p "after the commit" it)) offered))))
    (call-interactively #'eglot-code-actions)
    (message "fixes: %S" offered))
  (wait-until "the fix" (lambda () (string-match-p "on_commit(partial" (buffer-string))))
  (wait-until "the finding to go" (lambda () (null (flymake-diagnostics))))
  (set-buffer-modified-p nil)
  (eglot-shutdown (eglot-current-server)))

(condition-case problem
    (progn (story) (message "passed") (kill-emacs 0))
  (error (message "failed: %S" problem)
         (set-buffer-modified-p nil)
         (ignore-errors (eglot-shutdown (eglot-current-server)))
         (kill-emacs 1)))
