-- The story in Neovim 0.7 and later: `nvim --headless -u NONE -c 'luafile neovim.lua'`, with CONFIG as the user's configuration.

local function until_(what, happened)
  assert(vim.wait(tonumber(vim.env.SECONDS) * 1000, happened, 20), "waited in vain for " .. what)
end

local function ours(buffer)
  return vim.tbl_filter(function(it) return it.source == "driftlint" end, vim.diagnostic.get(buffer))
end

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return window
    end
  end
end

local function text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
end

local API = {
  "from fastapi import APIRouter",
  "router = APIRouter()",
  '@router.get("/rooms")',
  "def list_rooms(): return []",
}

-- The client for a buffer, of which there is one for each project.
local function root(buffer)
  local clients = vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = buffer }) or vim.lsp.buf_get_clients(buffer)
  for _, client in pairs(clients) do
    return client.config.root_dir
  end
end

local function story()
  vim.cmd("set hidden noswapfile")
  vim.cmd("luafile " .. vim.env.CONFIG)
  vim.cmd("filetype on")
  local workspace = vim.fn.getcwd()
  if vim.fn.has("nvim-0.8") == 1 then -- which goes by the file, wherever it was started
    vim.cmd("cd /")
  end
  vim.cmd("edit " .. vim.env.FILE)
  local buffer = vim.api.nvim_get_current_buf()

  until_("the finding", function() return #ours(buffer) == 1 end)
  local found = ours(buffer)[1]
  assert(root(buffer) == workspace, root(buffer))
  assert(found.lnum + 1 == 15 and found.message:find("sends HTTP while the transaction", 1, true), found.message)
  print("found: " .. found.message)

  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
  vim.lsp.buf.hover()
  until_("the hover", float)
  local shown = text(vim.api.nvim_win_get_buf(float()))
  assert(shown:find("httpx.Client.request", 1, true) and shown:find("helpdesk/gateways/client.py:26", 1, true), shown)
  print("hover: " .. #shown .. " characters")
  vim.api.nvim_win_close(float(), true)

  local offered = {}
  vim.ui.select = function(items, options, choose)
    for _, item in ipairs(items) do
      local title = (options.format_item or tostring)(item)
      table.insert(offered, title)
      if title:find("after the commit", 1, true) then
        return choose(item)
      end
    end
  end
  vim.lsp.buf.code_action()
  until_("the fix", function() return text(buffer):find("on_commit(partial", 1, true) end)
  print("fixes: " .. table.concat(offered, "; "))
  until_("the finding to go", function() return #ours(buffer) == 0 end)

  if vim.fn.exists(":DriftlintEndpoints") == 2 then
    local listed
    vim.ui.select = function(items, options, choose)
      listed = vim.tbl_map(options.format_item, items)
      choose(items[1])
    end
    vim.cmd("DriftlintEndpoints")
    until_("the endpoints", function() return listed end)
    assert(#listed > 20 and table.concat(listed, "\n"):find("no guard", 1, true), table.concat(listed, "\n"))
    until_("the handler", function() return vim.api.nvim_get_current_buf() ~= buffer end)
    print("endpoints: " .. #listed)
    vim.cmd("DriftlintExplain")
    until_("the explanation", float)
    print("explanation: " .. #text(vim.api.nvim_win_get_buf(float())) .. " characters")
    vim.api.nvim_win_close(float(), true)

    local annex = vim.fn.tempname()
    vim.fn.mkdir(annex)
    vim.fn.writefile(API, annex .. "/rooms.py")
    vim.fn.writefile({ "version: 1" }, annex .. "/constraints.yaml")
    vim.cmd("edit " .. annex .. "/rooms.py")
    until_("the second project", function() return root(0) == annex end)
    listed = nil
    vim.cmd("DriftlintEndpoints")
    until_("its endpoints", function() return listed end)
    assert(#listed == 1 and listed[1]:find("GET /rooms", 1, true), table.concat(listed, "\n"))
    vim.cmd("DriftlintExplain")
    until_("its explanation", float)
  end
end

local passed, problem = xpcall(story, debug.traceback)
print(passed and "passed" or problem)
vim.cmd(passed and "qall!" or "cquit! 1")
