package notify

import (
	"net/netip"
	"time"
)

// Hook is where webhooks of one target go, and how they are signed.
type Hook struct {
	URL     string
	Secrets [][]byte       // the newest first; a request is signed with each
	Private []netip.Prefix // networks that are not the internet's and may be called all the same
}

// HookRequest is one webhook as it leaves. It holds references and days.
type HookRequest struct {
	ID   string    // the same at each attempt: whoever takes it does it once
	At   time.Time // when it leaves
	Body []byte
}

// HookClass is what became of an attempt. The set is closed.
type HookClass string

// The classes. An answer of 200 to 299 is taken for "we have it".
const (
	HookTaken       HookClass = ""
	HookAnsweredNo  HookClass = "answered"    // another status: 300 to 399 too, for nothing is followed
	HookGone        HookClass = "gone"        // 410: the target is not there any more and wants nothing
	HookTimedOut    HookClass = "timeout"     //
	HookUnreachable HookClass = "unreachable" // no name, no line, no certificate that holds
	HookForbidden   HookClass = "forbidden"   // its name leads to an address that is not the internet's
)

// HookAnswer is what one attempt came to. What the other server said is not kept.
type HookAnswer struct {
	Class  HookClass
	Status int // of an answer; 0: none
}
