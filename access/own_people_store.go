package access

// OwnPeopleSQL selects the ids of the people of some accounts: whose community or
// prison offender manager has their address. accounts is the place of their ids.
func OwnPeopleSQL(accounts string) string {
	return `(
		select x.id from account o join person x on x.com_email <> '' and ` + OfficerKeySQL(`x.com_email`) + ` = ` + OfficerKeySQL(`o.email`) + `
		   and lower(x.com_email) = lower(o.email) where o.id = any (` + accounts + `)
		union all
		select x.id from account o join person x on x.pom_email <> '' and ` + OfficerKeySQL(`x.pom_email`) + ` = ` + OfficerKeySQL(`o.email`) + `
		   and lower(x.pom_email) = lower(o.email) where o.id = any (` + accounts + `))`
}

// OfficerKeySQL is an officer's address as filters carry it: it tells nobody
// anything. address is an expression.
func OfficerKeySQL(address string) string { return `left(md5(lower(` + address + `)), 12)` }
