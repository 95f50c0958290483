package people

import "fmt"

// firstLetters are those of invented prison numbers. Real ones, and those of
// the sample, begin with A or G: none of ours can ever be somebody's.
const firstLetters = "BCDEFHIJKLMNOPQRSTUVWXYZ"

const (
	letters = 26
	digits  = 10_000
	// numbers is how many there are.
	numbers = len(firstLetters) * digits * letters * letters
	// stride has no divisor in common with numbers (2, 3, 5, 13), so that
	// going on by it meets each number once before any comes again.
	stride = 100_048_271
)

// number is the prison number at a place: as good as drawn, and never twice.
func number(at int) string {
	n := at * stride % numbers
	last := n % letters
	n /= letters
	middle := n % letters
	n /= letters
	return fmt.Sprintf("%c%04d%c%c", firstLetters[n/digits], n%digits, 'A'+middle, 'A'+last)
}
