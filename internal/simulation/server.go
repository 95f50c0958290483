package simulation

// ServerSettings are those of the throw-away PostgreSQL: what is written is
// wanted only as long as the run.
var ServerSettings = map[string]string{
	"shared_buffers":            "256MB",
	"max_wal_size":              "1GB",
	"checkpoint_timeout":        "30min",
	"autovacuum_naptime":        "60s", // each look makes every session plan anew; statistics: see analyseOn
	"wal_level":                 "minimal",
	"max_wal_senders":           "0",
	"random_page_cost":          "1.1",
	"jit":                       "off",
	"default_toast_compression": "lz4",
	"synchronous_commit":        "on", // what is committed survives a crash of the server, as everywhere
}
