package release

import (
	"strings"
	"time"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

// WebhookEvent is what a target can be told of. The set is closed.
type WebhookEvent string

// The events. A test is sent when somebody asks for one, to every target.
const (
	WebhookTask WebhookEvent = "task.changed" // a step of a request that the target's service was asked
	WebhookDate WebhookEvent = "date.changed" // other days of a person of whom it was asked something
	WebhookTest WebhookEvent = "test"
)

// WebhookEvents are those that a target can be set to hear of.
var WebhookEvents = []WebhookEvent{WebhookTask, WebhookDate}

// WebhookTarget is another system of a service, as the settings name it. It hears
// what a contact of these services in these areas would see in a list: references
// and days, and no name.
type WebhookTarget struct {
	ID       string
	Hook     notify.Hook
	Events   []WebhookEvent
	Areas    []string // GSS codes
	Services []string // service codes
}

// WebhookJob is the job of one delivery.
type WebhookJob struct {
	ID int64 `json:"id"`
}

// Kind implements river.JobArgs.
func (WebhookJob) Kind() string { return "webhook" }

// WebhookTries is how often a delivery is tried: at once, and after each pause.
var WebhookTries = len(webhookPauses) + 1

// webhookPauses are those of the Standard Webhooks specification: a little over
// three days in all.
var webhookPauses = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

// WebhookPause is how long to wait after so many attempts.
func WebhookPause(attempts int) time.Duration {
	return webhookPauses[min(max(attempts, 1), len(webhookPauses))-1]
}

// webhookOffAfter is how long a target may fail without one delivery before it is
// switched off.
const webhookOffAfter = 5 * 24 * time.Hour

// webhookKept is how long deliveries are kept.
const webhookKept = 30 * 24 * time.Hour

// switchesOff tells whether a target that has failed since an instant, and has
// failed now in this way, is switched off.
func switchesOff(failingSince, now time.Time, class notify.HookClass) bool {
	return class == notify.HookGone || now.Sub(failingSince) >= webhookOffAfter
}

// WebhookState is a target with how it answers.
type WebhookState struct {
	ID                                         string
	Host                                       string // of its address: the rest may be secret
	Events, Services                           []string
	Areas                                      int
	Seen                                       bool // a worker has read the settings
	OffAt, DeliveredAt, FailedAt, FailingSince *time.Time
	Failure                                    notify.HookClass
	FailureStatus                              int
	Waiting, Failed                            int
	OldestWaiting                              *time.Time
}

// WebhookDelivery is one event for one target.
type WebhookDelivery struct {
	ID        int64
	EventID   string
	Kind      WebhookEvent
	At        time.Time
	State     WebhookDeliveryState
	Attempts  int
	TriedAt   *time.Time
	Failure   notify.HookClass
	Status    int
	SettledAt *time.Time
}

// WebhookDeliveryState is how far a delivery is. The set is closed.
type WebhookDeliveryState string

// The states.
const (
	WebhookWaiting      WebhookDeliveryState = "waiting"
	WebhookDelivered    WebhookDeliveryState = "delivered"
	WebhookNothingToSay WebhookDeliveryState = "nothing_to_say"
	WebhookFailed       WebhookDeliveryState = "failed"
)

// webhookBody is what is sent.
type webhookBody struct {
	Type      WebhookEvent `json:"type"`
	Timestamp time.Time    `json:"timestamp"`
	Data      webhookData  `json:"data"`
}

type webhookData struct {
	Task    *webhookTask    `json:"task,omitempty"`
	Tasks   []string        `json:"tasks,omitempty"` // date.changed: the requests whose days it may change
	Release *webhookRelease `json:"release,omitempty"`
}

// webhookTask is a request as it stands when the event leaves. One that the target
// was told of and may not see any more has its reference and the state "gone".
type webhookTask struct {
	ID            string        `json:"id"`
	Version       int           `json:"version,omitempty"`
	Code          string        `json:"code,omitempty"`
	State         string        `json:"state"`
	HandedOffOn   calendar.Date `json:"handed_off_on"`
	DueOn         calendar.Date `json:"due_on"`
	AcknowledgeBy *time.Time    `json:"acknowledge_by"`
	FullUntil     calendar.Date `json:"full_until"`
}

const webhookGone = "gone"

// webhookRelease is a person's reference and days: both, where nobody has decided
// on the Friday scheme.
type webhookRelease struct {
	ID         string        `json:"id"`
	PlannedDay calendar.Date `json:"planned_day"`
	OrDay      calendar.Date `json:"or_day"`
	ReleasedOn calendar.Date `json:"released_on"`
}

// said is what an event tells of days, to see whether a later one would tell more.
func (r webhookRelease) said() string {
	return strings.Join([]string{r.PlannedDay.String(), r.OrDay.String(), r.ReleasedOn.String()}, " ")
}
