package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"throughgate/access"
)

// The session's cookie. With the prefix __Host- a browser takes it over https
// alone, and from no other name of the same domain; over http, on this machine,
// it would not take it at all.
const (
	secureCookie = "__Host-throughgate"
	plainCookie  = "throughgate"
)

// What a session holds.
const (
	accountKey = "account"
	epochKey   = "epoch"
	agentKey   = "agent"
)

// newSessions keeps sessions in store, which says how long they last. The cookie
// ends with the browser. SameSite is Lax and not Strict: the link in an e-mail
// that is read in a browser must find its reader signed in.
func newSessions(store scs.CtxStore, secure bool) *scs.SessionManager {
	sessions := scs.New()
	sessions.Store = store
	sessions.Codec = sessionCodec{}
	sessions.Lifetime = access.SessionLife
	sessions.Cookie = scs.SessionCookie{Name: plainCookie, Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode}
	if secure {
		sessions.Cookie.Name = secureCookie
	}
	return sessions
}

// sessionCodec writes a session as access.SessionData. The deadline is not kept:
// the store knows when a session began.
type sessionCodec struct{}

// Encode implements scs.Codec.
func (sessionCodec) Encode(_ time.Time, values map[string]any) ([]byte, error) {
	account, ok := values[accountKey].(int64)
	epoch, also := values[epochKey].(int)
	if !ok || !also {
		return nil, fmt.Errorf("a session needs an account and its epoch")
	}
	agent, _ := values[agentKey].(string)
	return json.Marshal(access.SessionData{Account: account, Epoch: epoch, Agent: agent})
}

// Decode implements scs.Codec.
func (sessionCodec) Decode(data []byte) (time.Time, map[string]any, error) {
	var known access.SessionData
	if err := json.Unmarshal(data, &known); err != nil {
		return time.Time{}, nil, fmt.Errorf("read session: %w", err)
	}
	return time.Time{}, map[string]any{accountKey: known.Account, epochKey: known.Epoch, agentKey: known.Agent}, nil
}

// loadSession puts the session of the request's cookie, or an empty one, on the
// request, and gives the account it belongs to; 0 for nobody.
func (s *server) loadSession(c *gin.Context) (account int64, err error) {
	token := ""
	if cookie, err := c.Request.Cookie(s.sessions.Cookie.Name); err == nil {
		token = cookie.Value
	}
	ctx, err := s.sessions.Load(c.Request.Context(), token)
	if err != nil {
		return 0, fmt.Errorf("load session: %w", err)
	}
	c.Request = c.Request.WithContext(ctx)
	return s.sessions.GetInt64(ctx, accountKey), nil
}

// beginSession signs the reader in: always with a new token, whatever cookie
// they came with, and that one's session ends.
func (s *server) beginSession(c *gin.Context, in access.SessionData) error {
	if _, err := s.loadSession(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew session: %w", err)
	}
	s.sessions.Put(ctx, accountKey, in.Account)
	s.sessions.Put(ctx, epochKey, in.Epoch)
	s.sessions.Put(ctx, agentKey, browserWords(c.Request.UserAgent()))
	token, expiry, err := s.sessions.Commit(ctx)
	if err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	s.writeCookie(c, token, expiry)
	return nil
}

// endSession signs the reader out.
func (s *server) endSession(c *gin.Context) error {
	if err := s.sessions.Destroy(c.Request.Context()); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	s.writeCookie(c, "", time.Time{})
	return nil
}

func (s *server) writeCookie(c *gin.Context, token string, expiry time.Time) {
	s.sessions.WriteSessionCookie(c.Request.Context(), c.Writer, token, expiry)
	c.Header("Cache-Control", "no-store") // stricter than what comes with the cookie
}
