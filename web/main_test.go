package web_test

import (
	"testing"

	"throughgate/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }
