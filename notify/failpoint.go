package notify

// Point is a place between two steps of a delivery at which a test may kill the
// process. The program itself has nothing to say there.
type Point string

// The points, in their order.
const (
	PointLocked       Point = "locked"        // the row is locked, nothing is written
	PointRendered     Point = "rendered"      // the words are made, nothing is written
	PointClaimWritten Point = "claim written" // not committed
	PointClaimed      Point = "claimed"       // committed; the provider is not called
	PointAnswered     Point = "answered"      // the provider has answered; nothing of it is written
	PointSettling     Point = "settling"      // the outcome is written, its follow-ups are not
	PointFollowedUp   Point = "followed up"   // not committed
	PointSettled      Point = "settled"       // committed; the job does not know it
)

// Points are all of them.
var Points = []Point{PointLocked, PointRendered, PointClaimWritten, PointClaimed, PointAnswered, PointSettling, PointFollowedUp, PointSettled}
