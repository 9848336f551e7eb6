;;; lsp-mode.el --- the story in Emacs with lsp-mode: emacs --batch -l lsp-mode.el, with CONFIG as the user's -*- lexical-binding: t -*-
(require 'package)
(package-initialize)
(require 'cl-lib)
(require 'flymake)
(setq native-comp-enable-subr-trampolines nil ; no compiler is needed to answer a question
      lsp-session-file (make-temp-file "lsp-session")
      lsp-auto-guess-root t ; else it asks which folder is meant
      lsp-diagnostics-provider :flymake
      lsp-enable-file-watchers nil
      lsp-headerline-breadcrumb-enable nil
      lsp-modeline-code-actions-enable nil
      lsp-modeline-diagnostics-enable nil
      lsp-restart 'ignore)
(load (getenv "CONFIG") nil t)
(require 'lsp-mode)
(require 'lsp-diagnostics)

(defun wait-until (what happened)
  "Wait for HAPPENED to give something; fail naming WHAT."
  (let ((end (+ (float-time) (string-to-number (getenv "SECONDS")))) value)
    (while (and (not (setq value (funcall happened))) (< (float-time) end))
      (accept-process-output nil 0.05)
      (lsp--on-idle (current-buffer))) ; an idle timer does; in batch Emacs is never idle
    (or value (error "Waited in vain for %s" what))))

(defun found ()
  "What the server says of this buffer."
  (gethash (lsp--fix-path-casing (buffer-file-name)) (lsp-diagnostics t)))

(defun ready ()
  "Whether the server has answered."
  (and (lsp-workspaces)
       (cl-every (lambda (it) (eq (lsp--workspace-status it) 'initialized)) (lsp-workspaces))))

(defun story ()
  "Open, find, hover, fix, gone."
  (find-file (getenv "FILE"))
  (python-mode)
  (switch-to-buffer (current-buffer))
  (unless (lsp-workspaces) (lsp))
  (wait-until "the server" #'ready)
  (wait-until "the finding" #'found)
  (let ((one (car (found))))
    (cl-assert (string-match-p "sends HTTP while the transaction" (lsp:diagnostic-message one)))
    (message "found: %s" (lsp:diagnostic-message one))
    (goto-char (lsp--position-to-point (lsp:range-start (lsp:diagnostic-range one)))))
  (cl-assert (= (line-number-at-pos) 15))
  (let* ((answer (lsp-request "textDocument/hover" (lsp--text-document-position-params)))
         (shown (and answer (substring-no-properties (lsp--render-on-hover-content (lsp:hover-contents answer) t)))))
    (cl-assert (string-match-p "helpdesk/gateways/client.py:26" shown))
    (message "hover: %d characters" (length shown)))
  (let* ((offered (append (lsp-code-actions-at-point) nil))
         (titles (mapcar #'lsp:code-action-title offered)))
    (message "fixes: %S" titles)
    (lsp-execute-code-action
     (cl-find-if (lambda (it) (string-match-p "after the commit" (lsp:code-action-title it))) offered)))
  (wait-until "the fix" (lambda () (string-match-p "on_commit(partial" (buffer-string))))
  (wait-until "the finding to go" (lambda () (null (found))))
  (end))

(defun end ()
  "Leave, without being asked about what was changed."
  (set-buffer-modified-p nil)
  (mapc #'lsp-workspace-shutdown (lsp-workspaces))
  (accept-process-output nil 0.2))

(condition-case problem
    (progn (story) (message "passed") (kill-emacs 0))
  (error (message "failed: %S" problem)
         (ignore-errors (end))
         (kill-emacs 1)))
