package web

import (
	"sync"
	"time"
)

// APIRate is how many requests a token may make in a minute, in one process,
// where the settings say nothing else.
const APIRate = 300

// rateLimit counts the requests of each token in minutes that begin with its
// first request.
type rateLimit struct {
	most int
	mu   sync.Mutex
	seen map[int64]minute
}

type minute struct {
	began time.Time
	n     int
}

func newRateLimit(most int) *rateLimit {
	if most <= 0 {
		most = APIRate
	}
	return &rateLimit{most: most, seen: map[int64]minute{}}
}

// take counts a request of a token at now; it gives for how long the token has
// to wait, 0 where it has not.
func (l *rateLimit) take(token int64, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := l.seen[token]
	if age := now.Sub(m.began); age >= time.Minute || age < 0 {
		m = minute{began: now}
	}
	if m.n >= l.most {
		return m.began.Add(time.Minute).Sub(now)
	}
	m.n++
	l.seen[token] = m
	return 0
}
