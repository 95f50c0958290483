package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/gin-gonic/gin"
	"golang.org/x/oauth2"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// SingleSignOn is a provider of OpenID Connect; the zero value is none.
type SingleSignOn struct {
	Issuer, ClientID, ClientSecret string
	Name                           string // on the button
	Level                          string // acr by which the provider says that it asked for a second factor; besides amr mfa
	Client                         *http.Client
}

const (
	ssoPath   = "/sign-in-with"
	ssoReturn = "/sign-in-with/return"
	// ssoLife is how long somebody may be at the provider.
	ssoLife = 10 * time.Minute
	// ssoProofAge is how old a sign-in at the provider may be that proves.
	ssoProofAge = time.Minute
)

// ssoTrip is what is kept in a cookie of whoever is at the provider. Each of its
// words is random and known to nobody else: who comes back without it is not
// whoever left.
type ssoTrip struct {
	State, Nonce, Verifier, Next string
	Prove                        bool
	Left                         time.Time
}

func (s *server) tripCookie() string {
	if s.secure {
		return "__Host-throughgate-trip"
	}
	return "throughgate-trip"
}

// writeTrip keeps a trip; nil forgets it. SameSite is Lax: the provider sends its
// readers back by a link.
func (s *server) writeTrip(c *gin.Context, trip *ssoTrip) error {
	cookie := &http.Cookie{Name: s.tripCookie(), Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode, MaxAge: -1}
	if trip != nil {
		plain, err := json.Marshal(trip)
		if err != nil {
			return fmt.Errorf("keep a trip: %w", err)
		}
		cookie.Value, cookie.MaxAge = base64.RawURLEncoding.EncodeToString(plain), int(ssoLife.Seconds())
	}
	http.SetCookie(c.Writer, cookie)
	return nil
}

// provider reads where the provider's pages and keys are; it is asked anew by
// each sign-in, so that the program starts without it.
func (s *server) provider(ctx context.Context) (context.Context, *oidc.Provider, *oauth2.Config, error) {
	sso := s.cfg.SingleSignOn
	if sso.Client != nil {
		ctx = oidc.ClientContext(ctx, sso.Client)
	}
	provider, err := oidc.NewProvider(ctx, sso.Issuer)
	if err != nil {
		return ctx, nil, nil, fmt.Errorf("reach the provider of single sign-on: %w", errors.New(scrub(err)))
	}
	return ctx, provider, &oauth2.Config{ClientID: sso.ClientID, ClientSecret: sso.ClientSecret, Endpoint: provider.Endpoint(),
		RedirectURL: strings.TrimRight(s.cfg.PublicURL, "/") + ssoReturn, Scopes: []string{oidc.ScopeOpenID, "email"}}, nil
}

// goToProvider sends a reader to the provider, to sign in or to prove it is they.
// It is a link and no form: our policy lets no form lead elsewhere. Nothing is
// stored but in the reader's own cookie.
func (s *server) goToProvider(c *gin.Context) {
	_, _, client, err := s.provider(c.Request.Context())
	if err != nil {
		s.providerAway(c, err)
		return
	}
	trip := ssoTrip{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Next: localPath(c.Query("next")), Prove: c.Query("prove") != "", Left: s.cfg.Now()}
	if err := s.writeTrip(c, &trip); err != nil {
		s.fail(c, err)
		return
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(trip.Nonce), oauth2.S256ChallengeOption(trip.Verifier)}
	if trip.Prove {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	c.Redirect(http.StatusSeeOther, client.AuthCodeURL(trip.State, options...))
}

func (s *server) providerAway(c *gin.Context, err error) {
	s.cfg.Log.Error("single sign-on failed", "cause", scrub(err))
	s.renderSignIn(c, http.StatusBadGateway, signInView{Next: "/", Errors: []fieldError{{"email", wording.F("{1} does not answer as it should. Try again in a few minutes, or sign in with your passphrase", s.cfg.SingleSignOn.Name)}}})
}

// comeBack takes whoever comes back from the provider.
func (s *server) comeBack(c *gin.Context) {
	trip, err := s.readTrip(c)
	if err == nil {
		err = s.writeTrip(c, nil) // it is good once
	}
	if err != nil || subtle.ConstantTimeCompare([]byte(trip.State), []byte(c.Query("state"))) != 1 || c.Query("code") == "" {
		c.Redirect(http.StatusSeeOther, "/sign-in?why=half")
		return
	}
	told, err := s.askProvider(c.Request.Context(), trip, c.Query("code"))
	if err != nil {
		s.providerAway(c, err)
		return
	}
	place := access.PlaceOf(c.ClientIP())
	if trip.Prove {
		s.proveBy(c, trip, told, place)
		return
	}
	in, err := s.door.SignInBy(c.Request.Context(), told, s.cfg.SingleSignOn.Level, place)
	if fault.Is(err, fault.KindRefused) {
		s.renderSignIn(c, http.StatusUnprocessableEntity, signInView{Next: trip.Next, Errors: []fieldError{{"email", faultWords(err)}}})
		return
	}
	s.letIn(c, in, err, trip.Next)
}

func (s *server) readTrip(c *gin.Context) (trip ssoTrip, err error) {
	value, err := c.Cookie(s.tripCookie())
	if err != nil {
		return trip, fault.NotFound("trip")
	}
	plain, err := base64.RawURLEncoding.DecodeString(value)
	if err == nil {
		err = json.Unmarshal(plain, &trip)
	}
	if err != nil || trip.State == "" || trip.Nonce == "" || trip.Verifier == "" || s.cfg.Now().Sub(trip.Left) > ssoLife {
		return trip, fault.NotFound("trip")
	}
	trip.Next = localPath(trip.Next) // the cookie is the reader's own
	return trip, nil
}

// askProvider exchanges the code for a token of the provider's, and believes it
// only where the provider has signed it, for us, now, and for this very trip.
func (s *server) askProvider(ctx context.Context, trip ssoTrip, code string) (told access.Provided, err error) {
	ctx, provider, client, err := s.provider(ctx)
	if err != nil {
		return told, err
	}
	token, err := client.Exchange(ctx, code, oauth2.VerifierOption(trip.Verifier))
	if err != nil {
		return told, errors.New("exchange the code: the provider refuses it") // its answer may hold a secret
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return told, errors.New("the provider gives no id_token")
	}
	id, err := provider.Verifier(&oidc.Config{ClientID: s.cfg.SingleSignOn.ClientID, Now: s.cfg.Now}).Verify(ctx, raw)
	if err != nil {
		return told, errors.New("the provider's token is not one for us")
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(trip.Nonce)) != 1 {
		return told, errors.New("the provider's token is of another sign-in")
	}
	var claims struct {
		Email    string   `json:"email"`
		Verified bool     `json:"email_verified"`
		AMR      []string `json:"amr"`
		ACR      string   `json:"acr"`
		AuthTime int64    `json:"auth_time"`
	}
	if err := id.Claims(&claims); err != nil {
		return told, errors.New("the provider's token cannot be read")
	}
	if age := s.cfg.Now().Sub(time.Unix(claims.AuthTime, 0)); trip.Prove && (age > s.cfg.Now().Sub(trip.Left)+ssoProofAge) {
		return told, errors.New("the provider did not ask again")
	}
	return access.Provided{Email: claims.Email, Verified: claims.Verified, AMR: claims.AMR, ACR: claims.ACR}, nil
}

func (s *server) proveBy(c *gin.Context, trip ssoTrip, told access.Provided, place string) {
	if _, err := s.loadSession(c); err != nil {
		s.fail(c, err)
		return
	}
	ctx := c.Request.Context()
	account := s.sessions.GetInt64(ctx, accountKey)
	if account == 0 {
		c.Redirect(http.StatusSeeOther, "/sign-in?why=ended")
		return
	}
	renewed, err := s.door.ProveBy(ctx, access.Actor{AccountID: account}, told, s.sessions.Token(ctx), place)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.writeCookie(c, renewed, s.cfg.Now().Add(access.SessionLife))
	c.Redirect(http.StatusSeeOther, trip.Next)
}
