package redisqueue

import "github.com/redis/go-redis/v9"

// The scripts are atomic, and take the time from the server: clocks of processes may differ.

// putScript appends messages whose keys are not known, while there is room.
var putScript = redis.NewScript(`
local events, room, full = KEYS[1], tonumber(ARGV[1]) - redis.call('XLEN', KEYS[1]), {}
for i = 2, #KEYS do
	local keyed = KEYS[i] ~= events
	full[i - 1] = 0
	if keyed and redis.call('EXISTS', KEYS[i]) == 1 then
	elseif room < 1 then
		full[i - 1] = 1
	else
		redis.call('XADD', events, '*', 'message', ARGV[i])
		if keyed then redis.call('SET', KEYS[i], 'put') end
		room = room - 1
	end
end
return full
`)

// takeScript leases what is due again, and after that what is new. It makes the stream and its group if they are not there.
var takeScript = redis.NewScript(`
local events, due, n = KEYS[1], KEYS[2], tonumber(ARGV[1])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local leases = {}

local function group(...)
	local reply = redis.pcall(...)
	if type(reply) == 'table' and reply.err then
		if not string.find(reply.err, 'NOGROUP', 1, true) then error(reply.err) end
		redis.call('XGROUP', 'CREATE', events, 'workers', '0', 'MKSTREAM')
		reply = redis.call(...)
	end
	return reply
end

local function lease(id, attempt, fields)
	redis.call('ZADD', due, now + tonumber(ARGV[2]), id)
	leases[#leases + 1] = {id, attempt, fields[2]}
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, n)) do
	local entry = group('XCLAIM', events, 'workers', 'leased', 0, id)[1]
	if entry then
		lease(id, redis.call('XPENDING', events, 'workers', id, id, 1)[1][4], entry[2])
	else
		redis.call('ZREM', due, id)
	end
end
if #leases < n then
	local new = group('XREADGROUP', 'GROUP', 'workers', 'leased', 'COUNT', n - #leases, 'STREAMS', events, '>')
	if new then
		for _, entry in ipairs(new[1][2]) do lease(entry[1], 1, entry[2]) end
	end
end
return leases
`)

// settleScript changes leases that still hold: those of consumer "leased" with the same number of deliveries. The numbers of
// actions are those of durable.Action.
var settleScript = redis.NewScript(`
local events, due, failed = KEYS[1], KEYS[2], KEYS[3]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local held = {}
for i = 4, #KEYS do
	local at = 3 + (i - 4) * 4
	local action, id, attempt, after = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
	local pending = redis.pcall('XPENDING', events, 'workers', id, id, 1)
	local lease = not pending.err and pending[1]
	if not lease or lease[2] ~= 'leased' or lease[4] ~= attempt then
		held[i - 3] = 0
	else
		held[i - 3] = 1
		if action == '0' or action == '1' then
			redis.call('ZADD', due, now + after, id)
			if action == '1' then redis.call('XCLAIM', events, 'workers', 'returned', 0, id, 'JUSTID') end
		else
			if action == '3' then
				local entry = redis.call('XRANGE', events, id, id)[1]
				if entry then redis.call('XADD', failed, 'MAXLEN', '~', ARGV[2], '*', unpack(entry[2])) end
			end
			redis.call('XACK', events, 'workers', id)
			redis.call('XDEL', events, id)
			redis.call('ZREM', due, id)
			if KEYS[i] ~= events then redis.call('SET', KEYS[i], 'done', 'PX', ARGV[1]) end
		end
	end
end
return held
`)
