-- Wireshark dissector for recordings of Cetak: `wireshark -X lua_script:docs/wireshark/cetak.lua run.pcapng`, or copy it
-- into the folder that Help > About > Folders calls "Personal Lua Plugins". Tried with 4.0 (Lua 5.2);
-- Wireshark 4.4 and later have Lua 5.4.
-- Filters: cetak.message == "step_done", cetak.bad, cetak.seq == 3, frame.packet_flags_direction == 1 (from the engine).

local cetak = Proto("cetak", "Cetak engine link")

local f = cetak.fields
f.length = ProtoField.uint8("cetak.len", "Length")
f.sequence = ProtoField.uint8("cetak.seq", "Sequence")
f.crc = ProtoField.uint16("cetak.crc", "Checksum", base.HEX)
f.bad = ProtoField.bool("cetak.bad", "Not a good block")
f.message = ProtoField.string("cetak.message", "Message")
f.param = ProtoField.string("cetak.param", "Parameter")
f.fault = ProtoField.int32("cetak.fault", "Fault code")
f.console = ProtoField.string("cetak.console", "Console")
f.event = ProtoField.string("cetak.event", "Event")

local bad_expert = ProtoExpert.new("cetak.bad.expert", "Not a good block", expert.group.CHECKSUM, expert.severity.WARN)
local short_expert = ProtoExpert.new("cetak.short", "Message cannot be read", expert.group.MALFORMED, expert.severity.ERROR)
cetak.experts = { bad_expert, short_expert }

local interface_name = Field.new("frame.interface_name")
local direction = Field.new("frame.packet_flags_direction")

-- Ids and formats of this version. An engine of another version numbers its messages in its own dictionary.
-- begin of the generated table (npm run docs)
local COMMANDS = {
  [1] = { "identify", { "offset", "u" }, { "count", "c" } },
  [2] = { "get_uptime" },
  [3] = { "get_clock" },
  [4] = { "get_config" },
  [5] = { "emergency_stop" },
  [6] = { "clear_shutdown" },
  [7] = { "hello" },
  [8] = { "lease_renew", { "ms", "u" } },
  [9] = { "roller_set", { "decicelsius", "i" } },
  [10] = { "fan_set", { "permille", "hu" } },
  [11] = { "step_start", { "id", "u" }, { "kind", "c" }, { "arg", "u" }, { "job", "s" } },
  [12] = { "step_abort", { "id", "u" } },
  [13] = { "fault_clear", { "code", "hu" }, { "proof", "u" } },
  [14] = { "ledger_read", { "from", "u" } },
  [15] = { "card_get" },
  [16] = { "param_get", { "index", "c" } },
  [17] = { "param_set", { "index", "c" }, { "value", "i" } },
  [18] = { "status_every", { "ms", "u" } },
  [19] = { "card_announce", { "nip_ms", "u" }, { "zone_decicelsius", "hi" }, { "card_decicelsius", "hi" } },
}
local RESPONSES = {
  [0] = { "identify_response", { "offset", "u" }, { "data", "s" } },
  [40] = { "uptime", { "high", "u" }, { "clock", "u" } },
  [41] = { "clock", { "clock", "u" } },
  [42] = { "config", { "is_config", "c" }, { "crc", "u" }, { "is_shutdown", "c" }, { "move_count", "hu" } },
  [43] = { "identity", { "serial", "s" }, { "model", "s" }, { "firmware", "s" }, { "boots", "u" }, { "ledger_high", "u" }, { "capabilities", "u" } },
  [44] = { "status_heat", { "clock", "u" }, { "flags", "hu" }, { "roller_centicelsius", "i" }, { "roller2_centicelsius", "i" }, { "head_centicelsius", "i" }, { "hotzone_centicelsius", "i" }, { "exit_centicelsius", "i" }, { "setpoint_centicelsius", "i" }, { "duty_permille", "hu" }, { "fan_permille", "hu" }, { "fan_rpm", "hu" }, { "lease_ms", "hu" }, { "mains_decivolt", "hu" }, { "motor_milliampere", "hu" } },
  [45] = { "status_path", { "clock", "u" }, { "state", "c" }, { "step_id", "u" }, { "step_kind", "c" }, { "step_phase", "c" }, { "done_id", "u" }, { "done_result", "c" }, { "done_fault", "c" }, { "film_step_id", "u" }, { "film_done_id", "u" }, { "film_done_result", "c" }, { "film_done_fault", "c" }, { "card_stop", "c" }, { "card_flags", "c" }, { "film_state", "c" }, { "sensors", "hu" }, { "ribbon_type", "c" }, { "ribbon_left", "hu" }, { "film_type", "c" }, { "film_left", "hu" }, { "fault_low", "u" }, { "fault_high", "u" }, { "cards_out", "u" } },
  [46] = { "status_counters", { "clock", "u" }, { "ledger_high", "u" }, { "cards_rejected", "u" }, { "boots", "hu" }, { "cards_since_cleaning", "hu" }, { "blanks_left", "hu" } },
  [47] = { "step_done", { "id", "u" }, { "kind", "c" }, { "result", "c" }, { "fault", "c" } },
  [48] = { "refused", { "id", "u" }, { "reason", "c" }, { "detail", "hu" } },
  [49] = { "fault_raised", { "code", "hu" }, { "detail", "i" }, { "clock", "u" } },
  [50] = { "fault_cleared", { "code", "hu" }, { "clock", "u" } },
  [51] = { "ledger_entry", { "id", "u" }, { "kind", "c" }, { "result", "c" }, { "fault", "c" }, { "job", "s" }, { "serial", "s" } },
  [52] = { "ledger_end", { "from", "u" }, { "high", "u" }, { "count", "hu" } },
  [53] = { "card_state", { "stop", "c" }, { "flags", "c" }, { "film_state", "c" }, { "card_job", "s" }, { "film_job", "s" }, { "serial", "s" } },
  [54] = { "param", { "index", "c" }, { "value", "i" }, { "minimum", "i" }, { "maximum", "i" } },
}
-- end of the generated table

local SYNC = 0x7e

-- Exclusive or: a library until Lua 5.2, an operator since 5.3, which the older ones cannot even read.
local function exclusive_or()
  if bit32 then return bit32.bxor end
  if bit then return bit.bxor end
  return load("return function(a, b) return a ~ b end")()
end
local xor = exclusive_or()

-- As docs/engine-link.md has it.
local function crc16(bytes, count)
  local crc = 0xffff
  for i = 0, count - 1 do
    local data = xor(bytes:get_index(i), crc % 256)
    data = xor(data, (data * 16) % 256)
    local high = math.floor(crc / 256)
    crc = xor(xor(xor(high, data * 256), math.floor(data / 16)), data * 8)
  end
  return crc
end

-- Signed number and the place behind it; nil when it is longer than five bytes or runs out.
local function read_vlq(bytes, at, last)
  if at > last then return nil end
  local byte = bytes:get_index(at)
  local value = byte % 128
  if math.floor(byte / 32) % 4 == 3 then value = value - 128 end
  local count = 1
  while byte >= 128 do
    at, count = at + 1, count + 1
    if at > last or count > 5 then return nil end
    byte = bytes:get_index(at)
    value = value * 128 + byte % 128
  end
  return value, at + 1
end

-- Into the range of its type.
local function fit(value, kind)
  if kind == "u" then return value % 4294967296 end
  if kind == "hu" then return value % 65536 end
  if kind == "c" then return value % 256 end
  if kind == "hi" then
    value = value % 65536
    return value >= 32768 and value - 65536 or value
  end
  value = value % 4294967296
  return value >= 2147483648 and value - 4294967296 or value
end

-- Bytes of a job lead to a person: only their number is shown.
local function masked(name) return name == "job" or name:sub(-4) == "_job" end

local function messages(bytes, range, tree, names, table_of)
  local at, last = 2, bytes:len() - 4
  while at <= last do
    local from = at
    local id, behind = read_vlq(bytes, at, last)
    local entry = id and table_of[id]
    if not entry then
      tree:add_proto_expert_info(short_expert)
      return
    end
    at = behind
    names[#names + 1] = entry[1]
    local item = tree:add(f.message, range(from, at - from), entry[1])
    for i = 2, #entry do
      local name, kind = entry[i][1], entry[i][2]
      local begin = at
      local value
      value, at = read_vlq(bytes, at, last)
      if not value or (kind == "s" and (value < 0 or at + value > last + 1)) then
        tree:add_proto_expert_info(short_expert)
        return
      end
      local text
      if kind == "s" then
        local length = value
        text = masked(name) and (length .. " bytes") or (length > 0 and tostring(bytes:subset(at, length)) or "")
        at = at + length
      else
        value = fit(value, kind)
        text = string.format("%d", value)
        if entry[1] == "fault_raised" and name == "code" then item:add(f.fault, range(begin, at - begin), value) end
      end
      item:add(f.param, range(begin, at - begin), name .. "=" .. text)
    end
    item:set_len(at - from)
  end
end

local function is_good(bytes)
  local length = bytes:len()
  if length < 5 or length > 64 or bytes:get_index(0) ~= length or bytes:get_index(length - 1) ~= SYNC then return false end
  if math.floor(bytes:get_index(1) / 16) ~= 1 then return false end
  return crc16(bytes, length - 3) == bytes:get_index(length - 3) * 256 + bytes:get_index(length - 2)
end

local function link(tvb, pinfo, tree, from_engine)
  local bytes = tvb:bytes()
  if not is_good(bytes) then
    tree:add(f.bad, tvb(), true)
    tree:add_proto_expert_info(bad_expert)
    pinfo.cols.info = "noise, " .. tvb:len() .. " bytes"
    return
  end
  tree:add(f.length, tvb(0, 1))
  local sequence = bytes:get_index(1) % 16
  tree:add(f.sequence, tvb(1, 1), sequence)
  local names = {}
  messages(bytes, tvb, tree, names, from_engine and RESPONSES or COMMANDS)
  tree:add(f.crc, tvb(tvb:len() - 3, 2))
  pinfo.cols.info = #names > 0 and table.concat(names, ", ") or ("ack " .. sequence)
end

function cetak.dissector(tvb, pinfo, root)
  local name_field, way = interface_name(), direction()
  local name = name_field and name_field.value or ""
  local from_engine = way ~= nil and way.value == 1
  pinfo.cols.protocol = "Cetak"
  pinfo.cols.src = from_engine and "engine" or "host"
  pinfo.cols.dst = from_engine and "host" or "engine"
  local tree = root:add(cetak, tvb(), name)
  if tvb:len() == 0 then
    pinfo.cols.info = "(see its comment)"
  elseif name:sub(-8) == " console" then
    local text = tvb():string():gsub("[\r\n]+$", "")
    tree:add(f.console, tvb(), text)
    pinfo.cols.info = text
  elseif name:sub(-7) == " events" then
    tree:add(f.event, tvb(), tvb():string())
    pinfo.cols.info = tvb():string()
  else
    link(tvb, pinfo, tree, from_engine)
  end
end

DissectorTable.get("wtap_encap"):add(wtap.USER0, cetak)
