package auth

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// keeper gets the tokens of a credential, from its store or from the server. The cache sees to it that one fetch runs at
// a time, so what a fetch leaves behind for the next one needs no lock.
type keeper struct {
	config Config
	grant  grant
	cache  cache

	metadata *metadata // of the server
	token    Token     // the newest that is known
	unsaved  bool      // the store does not have it yet
	refusal  refusal
}

// refusal is a refresh token that the server does not take any more.
type refusal struct {
	token Token
	err   error
	until time.Time
}

func newKeeper(config Config, g grant) *keeper {
	return &keeper{config: config, grant: g, token: config.Token}
}

// fetch returns another access token than the one that is spent.
func (k *keeper) fetch(ctx context.Context, transport http.RoundTripper, spent string) (token, error) {
	if !k.unsaved {
		if err := k.load(ctx); err != nil {
			return token{}, err
		}
	}
	if !k.isUsable(spent) {
		if err := k.renew(ctx, transport, spent); err != nil {
			return token{}, err
		}
	}
	if err := k.save(ctx); err != nil {
		return token{}, err
	}
	return k.token.live(), nil
}

// isUsable reports whether the newest token is one to go on with: another process may have put it into the store.
func (k *keeper) isUsable(spent string) bool {
	return string(k.token.AccessToken) != spent && k.token.live().isFresh(time.Now())
}

// renew gets a token from the server. Of two processes that share a store, one may come with a refresh token that the
// other has used up a moment before: the newer one is in the store by then.
func (k *keeper) renew(ctx context.Context, transport http.RoundTripper, spent string) error {
	have := k.token
	err := k.ask(ctx, transport)
	if err == nil || !isLoginRequired(err) || k.config.Store == nil {
		return err
	}
	if k.load(ctx) != nil || k.token.RefreshToken == have.RefreshToken {
		return err
	}
	if k.isUsable(spent) {
		return nil
	}
	return k.ask(ctx, transport)
}

// ask sends the newest refresh token, or whatever the grant takes, unless it was refused not long ago.
func (k *keeper) ask(ctx context.Context, transport http.RoundTripper) error {
	if k.refusal.holds(k.token) {
		return k.refusal.err
	}
	srv := server{config: k.config, metadata: k.metadata, transport: transport}
	if err := srv.discover(ctx); err != nil {
		return err
	}
	k.metadata = srv.metadata
	t, err := k.grant.ask(ctx, &srv, k.token)
	if err != nil {
		if isLoginRequired(err) {
			k.refusal = refusal{k.token, err, time.Now().Add(refusalLife)}
		}
		return err
	}
	k.config.tell(k.token, t)
	k.token, k.unsaved = t, true
	return nil
}

func (r refusal) holds(t Token) bool {
	return r.err != nil && r.token.RefreshToken == t.RefreshToken && time.Now().Before(r.until)
}

// load takes over what the store has.
func (k *keeper) load(ctx context.Context) error {
	if k.config.Store == nil {
		return nil
	}
	data, err := k.config.Store.Load(ctx)
	if err != nil {
		return fmt.Errorf("token store: %w", err)
	}
	if t, ok := k.config.unpack(data); ok {
		k.token = t
	}
	return nil
}

// save puts the newest token into the store. One that could not be stored is not lost: the next fetch tries again.
func (k *keeper) save(ctx context.Context) error {
	if !k.unsaved {
		return nil
	}
	if err := k.config.save(ctx, k.token); err != nil {
		return err
	}
	k.unsaved = false
	return nil
}

// save puts a token into the store, if there is one.
func (c Config) save(ctx context.Context, t Token) error {
	if c.Store == nil {
		return nil
	}
	if err := c.Store.Save(ctx, c.pack(t)); err != nil {
		return fmt.Errorf("token store: %w", err)
	}
	return nil
}

// tell hands a new token to whoever wants to know.
func (c Config) tell(old, new Token) {
	if c.OnToken == nil {
		return
	}
	defer func() { _ = recover() }()
	c.OnToken(old, new)
}
