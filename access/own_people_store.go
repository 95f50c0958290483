package access

// OwnPeopleSQL selects the ids of the people of some accounts: whose community or
// prison offender manager has their address. accounts is the place of their ids.
func OwnPeopleSQL(accounts string) string {
	// An index serves under row-level security only what is worked out before.
	keys := `any (array(select ` + OfficerKeySQL(`k.email`) + ` from account k where k.id = any (` + accounts + `)))`
	return `(
		select x.id from account o join person x on lower(x.com_email) = lower(o.email)
		 where o.id = any (` + accounts + `) and x.com_email <> '' and x.com_key = ` + keys + `
		union all
		select x.id from account o join person x on lower(x.pom_email) = lower(o.email)
		 where o.id = any (` + accounts + `) and x.pom_email <> '' and x.pom_key = ` + keys + `)`
}

// OfficerKeySQL is an officer's address as filters carry it: it tells nobody
// anything. address is an expression.
func OfficerKeySQL(address string) string { return `left(md5(lower(` + address + `)), 12)` }
