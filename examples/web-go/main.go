// Signs people in with Grantor: code and PKCE, the ID token checked, userinfo asked, and out again.
package main

import (
	"context"
	"crypto/rand"
	"html/template"
	"log"
	"net/http"
	"net/url"
	"os"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Who is signed in, and what a sign-in that is under way has to come back with.
type session struct {
	state, nonce, verifier string
	name, email, idToken   string
}

type application struct {
	home     string
	provider *oidc.Provider
	config   oauth2.Config
	ends     string // where people are signed out

	lock     sync.Mutex
	sessions map[string]session // in memory: enough for an example
}

// Visitors who never come back must not fill the memory.
const mostSessions = 10_000

func main() {
	issuer, port := setting("ISSUER", "http://localhost:8080"), setting("PORT", "3000")
	provider, err := oidc.NewProvider(context.Background(), issuer)
	if err != nil {
		log.Fatal(err)
	}
	var metadata struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&metadata); err != nil {
		log.Fatal(err)
	}
	home := "http://localhost:" + port + "/"
	app := &application{
		home:     home,
		provider: provider,
		ends:     metadata.EndSession,
		sessions: map[string]session{},
		config: oauth2.Config{
			ClientID:     "web-app",
			ClientSecret: os.Getenv("WEB_APP_SECRET"),
			Endpoint:     provider.Endpoint(),
			RedirectURL:  home + "callback",
			Scopes:       []string{oidc.ScopeOpenID, "profile", "email"},
		},
	}
	http.HandleFunc("GET /{$}", app.show)
	http.HandleFunc("GET /sign-in", app.signIn)
	http.HandleFunc("GET /callback", app.callback)
	http.HandleFunc("GET /sign-out", app.signOut)
	log.Println(home)
	log.Fatal(http.ListenAndServe("localhost:"+port, nil))
}

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><title>Web application</title>
{{if .name}}<h1>Hello, {{.name}}</h1><p>{{.email}}</p><a href="/sign-out">Sign out</a>
{{else}}<h1>You are signed out</h1><a href="/sign-in">Sign in</a>{{end}}
</html>
`))

func (app *application) show(response http.ResponseWriter, request *http.Request) {
	person := app.held(request)
	shown := map[string]string{"name": person.name, "email": person.email}
	if err := page.Execute(response, shown); err != nil {
		log.Println(err)
	}
}

func (app *application) signIn(response http.ResponseWriter, request *http.Request) {
	begun := session{state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier()}
	app.keep(response, request, begun)
	address := app.config.AuthCodeURL(begun.state, oidc.Nonce(begun.nonce), oauth2.S256ChallengeOption(begun.verifier))
	http.Redirect(response, request, address, http.StatusSeeOther)
}

func (app *application) callback(response http.ResponseWriter, request *http.Request) {
	begun, query := app.held(request), request.URL.Query()
	if begun.state == "" || query.Get("state") != begun.state {
		http.Error(response, "this browser began no such sign-in", http.StatusBadRequest)
		return
	}
	if refusal := query.Get("error"); refusal != "" {
		http.Error(response, refusal, http.StatusBadRequest)
		return
	}
	person, err := app.redeem(request.Context(), query.Get("code"), begun)
	if err != nil {
		log.Println(err)
		http.Error(response, "the sign-in failed", http.StatusBadRequest)
		return
	}
	app.keep(response, request, person) // a new session for whoever is signed in now
	http.Redirect(response, request, "/", http.StatusSeeOther)
}

// Tokens for the code; the person as the ID token and userinfo say it.
func (app *application) redeem(ctx context.Context, code string, begun session) (session, error) {
	token, err := app.config.Exchange(ctx, code, oauth2.VerifierOption(begun.verifier))
	if err != nil {
		return session{}, err
	}
	raw, _ := token.Extra("id_token").(string)
	// Signature, issuer, audience and time
	verifier := app.provider.Verifier(&oidc.Config{ClientID: app.config.ClientID})
	idToken, err := verifier.Verify(ctx, raw)
	if err != nil {
		return session{}, err
	}
	if idToken.Nonce != begun.nonce {
		return session{}, errorOf("the ID token is of another sign-in")
	}
	info, err := app.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return session{}, err
	}
	if info.Subject != idToken.Subject { // OpenID Connect Core §5.3.2
		return session{}, errorOf("userinfo is about somebody else")
	}
	var claims struct {
		Name string `json:"name"`
	}
	if err := info.Claims(&claims); err != nil {
		return session{}, err
	}
	return session{name: claims.Name, email: info.Email, idToken: raw}, nil
}

type errorOf string

func (words errorOf) Error() string { return string(words) }

func (app *application) signOut(response http.ResponseWriter, request *http.Request) {
	ended := app.held(request)
	app.keep(response, request, session{})
	query := url.Values{"id_token_hint": {ended.idToken}, "post_logout_redirect_uri": {app.home}}
	http.Redirect(response, request, app.ends+"?"+query.Encode(), http.StatusSeeOther)
}

func (app *application) held(request *http.Request) session {
	cookie, err := request.Cookie("session")
	if err != nil {
		return session{}
	}
	app.lock.Lock()
	defer app.lock.Unlock()
	return app.sessions[cookie.Value]
}

// Under a new id, in the place of what this browser had.
func (app *application) keep(response http.ResponseWriter, request *http.Request, kept session) {
	id := rand.Text()
	app.lock.Lock()
	defer app.lock.Unlock()
	if cookie, err := request.Cookie("session"); err == nil {
		delete(app.sessions, cookie.Value)
	}
	for other := range app.sessions {
		if len(app.sessions) < mostSessions {
			break
		}
		delete(app.sessions, other)
	}
	app.sessions[id] = kept
	http.SetCookie(response, &http.Cookie{Name: "session", Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
}
