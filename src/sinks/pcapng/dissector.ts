// Out: `pbs.lua`, made from the endpoint table: it tells Wireshark and tshark that the two upgrade tokens lead to HTTP/2, and adds the
// fields pbs.operation, pbs.wid and pbs.digest to every request of a session, with a word in the Info column.
import { endpoints, upgradeNames } from '../../core/pbs/index.js';

const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

const columns = [
  ['No.', '%m'],
  ['Time', '%t'],
  ['Source', '%s'],
  ['Destination', '%d'],
  ['Operation', '%Cus:pbs.operation'],
  ['wid', '%Cus:pbs.wid'],
  ['Digest', '%Cus:pbs.digest'],
  ['Info', '%i'],
];

export function renderDissector(): string {
  const operations = endpoints
    .filter((endpoint) => endpoint.side !== 'rest')
    .map((endpoint) => `  [${quote(`${endpoint.method} ${endpoint.path}`)}] = ${quote(endpoint.name)},`);
  const format = columns.map(([title, field]) => `"${title}", "${field}"`).join(', ');
  return `-- Proxmox Backup protocol for Wireshark and tshark, made by pbscope from its endpoint table.
--
--   tshark -X lua_script:pbs.lua -r FILE.pcapng -Y pbs
--
-- In Wireshark: put this file into the folder of personal Lua plugins (Help, About, Folders). Columns, as one preference:
--
--   gui.column.format: ${format}

local upgrades = { ${Object.values(upgradeNames).map(quote).join(', ')} }
for _, token in ipairs(upgrades) do
  DissectorTable.get("http.upgrade"):add(token, Dissector.get("http2"))
end

local operations = {
${[...new Set(operations)].join('\n')}
}

local pbs = Proto("pbs", "Proxmox Backup")
local operation_field = ProtoField.string("pbs.operation", "Operation")
local wid_field = ProtoField.uint32("pbs.wid", "Writer id")
local digest_field = ProtoField.string("pbs.digest", "Chunk digest")
pbs.fields = { operation_field, wid_field, digest_field }

local method_of = Field.new("http2.headers.method")
local path_of = Field.new("http2.headers.path")

-- A packet may hold the heads of several requests.
function pbs.dissector(buffer, pinfo, tree)
  local methods = { method_of() }
  local paths = { path_of() }
  local words = {}
  for index, path in ipairs(paths) do
    local target = tostring(path.value)
    local method = methods[index] and tostring(methods[index].value) or ""
    local name = operations[method .. " " .. target:match("^[^?]*")]
    if name then
      local subtree = tree:add(pbs)
      subtree:add(operation_field, name)
      local wid = tonumber(target:match("[?&]wid=(%d+)"))
      if wid and wid <= 0xffffffff then subtree:add(wid_field, wid) end
      local digest = target:match("[?&]digest=(%x+)")
      if digest then subtree:add(digest_field, digest) end
      words[#words + 1] = name .. (wid and (" wid=" .. wid) or "")
    end
  end
  if #words > 0 then pinfo.cols.info:append(" [" .. table.concat(words, ", ") .. "]") end
end
register_postdissector(pbs)
`;
}
