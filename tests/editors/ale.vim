" The story in Vim with ALE: vim -Nu NONE -S ale.vim, with CONFIG as the user's configuration.
set nocompatible nomore hidden noswapfile
filetype plugin on
set runtimepath^=/usr/share/vim-ale " where Debian has it
let g:ale_hover_to_preview = 1
execute 'source' fnameescape($CONFIG)
runtime plugin/ale.vim

function! s:Say(...) abort
  call writefile([join(a:000, ' ')], $OUT, 'a')
endfunction

function! s:Until(what, Happened) abort
  for l:time in range(20 * str2nr($SECONDS))
    if a:Happened()
      return
    endif
    sleep 50m
  endfor
  throw 'waited in vain for ' . a:what
endfunction

function! s:Found() abort
  return filter(copy(ale#engine#GetLoclist(bufnr('%'))), {_, it -> it.linter_name ==# 'driftlint'})
endfunction

function! s:Hover() abort
  for l:window in range(1, winnr('$'))
    if getwinvar(l:window, '&previewwindow')
      let s:shown = join(getbufline(winbufnr(l:window), 1, '$'), "\n")
      execute l:window . 'wincmd c'
      return 1
    endif
  endfor
endfunction

function! s:Actions(data, items) abort
  let s:offered = map(copy(a:items), {_, it -> {'title': get(it[1], 'title', ''), 'data': a:data, 'item': it[1]}})
endfunction

function! s:Story() abort
  execute 'edit' fnameescape($FILE)
  set filetype=python
  ALELint
  call s:Until('the finding', {-> !empty(s:Found())})
  let l:found = s:Found()[0]
  if l:found.lnum != 15 || l:found.text !~# 'sends HTTP while the transaction'
    throw string(l:found)
  endif
  call s:Say('found:', l:found.text)
  call cursor(l:found.lnum, l:found.col)
  let s:shown = ''
  ALEHover
  call s:Until('the hover', {-> s:Hover()})
  if s:shown !~# 'helpdesk/gateways/client.py:26'
    throw s:shown
  endif
  call s:Say('hover:', len(s:shown), 'characters')
  let s:offered = []
  call ale#codefix#Execute(0, function('s:Actions')) " what ALECodeAction calls, with the menu to answer
  call s:Until('the fixes', {-> !empty(s:offered)})
  call s:Say('fixes:', join(map(copy(s:offered), 'v:val.title'), '; '))
  let l:fix = filter(copy(s:offered), {_, it -> it.title =~# 'after the commit'})[0]
  call ale#codefix#ApplyLSPCodeAction(l:fix.data, l:fix.item)
  call s:Until('the fix', {-> search('on_commit(partial', 'nw')})
  ALELint
  call s:Until('the finding to go', {-> empty(s:Found())})
endfunction

try
  call s:Story()
  call s:Say('passed')
catch
  call s:Say('failed:', v:exception, v:throwpoint)
  cquit!
endtry
ALEStopAllLSPs
qall!
