package notify

// DeliverJob asks for messages to be sent. It holds ids only: what a job holds
// is stored and shown.
type DeliverJob struct {
	IDs []int64 `json:"ids"`
}

// Kind names the work for ever: jobs of it are stored.
func (DeliverJob) Kind() string { return "deliver" }
