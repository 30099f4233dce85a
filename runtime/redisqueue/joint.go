package redisqueue

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/internal/durable"
	"github.com/apigen-go/apigen/runtime/webhook"
)

// Join implements [webhook.Joiner], for a [Store] with the same client of one server. In a cluster, keys of the two are on different
// nodes, and a script has those of one.
func (q *Queue) Join(store dedup.Store) webhook.Joint {
	s, ok := store.(*Store)
	if !ok || s.client != q.stream.client {
		return nil
	}
	if _, ok := s.client.(*redis.Client); !ok {
		return nil
	}
	return durable.Join(q.Queue, joint{q.stream, s}.accept)
}

type accepted = durable.Accepted[dedup.Outcome]

type joint struct {
	stream *stream
	store  *Store
}

// full is beside the outcomes in what the script returns.
const full = 0

func (j joint) accept(ctx context.Context, all []webhook.Message) ([]accepted, error) {
	keys, args := []string{j.stream.events()}, []any{j.stream.Limit, milliseconds(j.store.ttl)}
	for _, m := range all {
		text, err := durable.Encode(m)
		if err != nil {
			return nil, err
		}
		keys, args = append(keys, j.stream.key(m), j.store.prefix+m.Key), append(args, text)
	}
	outcomes, err := acceptScript.Run(ctx, j.stream.client, keys, args...).Int64Slice()
	if err != nil {
		return nil, fmt.Errorf("writing to Redis: %w", err)
	}
	answers := make([]accepted, len(all))
	for i := range answers {
		if answers[i].Outcome = dedup.Outcome(outcomes[i]); outcomes[i] == full {
			answers[i].Err = webhook.ErrFull
		}
	}
	return answers, nil
}

// acceptScript appends messages whose keys are not seen, and notes that they are. The numbers it returns are those of dedup.Outcome.
var acceptScript = redis.NewScript(`
local events, room, answers = KEYS[1], tonumber(ARGV[1]) - redis.call('XLEN', KEYS[1]), {}
for i = 2, #KEYS, 2 do
	local key, seen, n = KEYS[i], KEYS[i + 1], i / 2
	local holder = redis.call('GET', seen)
	local known = not holder and redis.call('EXISTS', key) == 1
	if holder then
		answers[n] = holder == 'done' and 3 or 2
	elseif not known and room < 1 then
		answers[n] = 0
	else
		if not known then
			redis.call('XADD', events, '*', 'message', ARGV[n + 2])
			redis.call('SET', key, 'put')
			room = room - 1
		end
		redis.call('SET', seen, 'done', 'PX', ARGV[2])
		answers[n] = 1
	end
end
return answers
`)
