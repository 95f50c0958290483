package people

import (
	"fmt"

	"throughgate/internal/calendar"
)

// Names as they are met in British towns, of many origins, with apostrophes,
// hyphens and accents. All are common ones: no list of real people stands
// behind them.
var (
	surnames = []string{"Abbott", "Abdi", "Acheampong", "Adams", "Adebayo", "Akhtar", "Andersen", "Anwar", "Appiah", "Ashworth",
		"Aydın", "Bailey", "Balogun", "Banerjee", "Barnes", "Begum", "Bhatt", "Boateng", "Bogdan", "Brennan", "Brânză",
		"Byrne", "Campbell-Reid", "Celik", "Chan", "Chaudhry", "Chukwu", "Coleman", "Costa", "Cunningham", "D'Souza", "Dąbrowski",
		"Dawson", "Delaney", "Dhillon", "Diallo", "Dixon", "Doyle", "Edwards", "Eze", "Farah", "Fashola", "Fernández", "Fletcher",
		"Flynn", "Fofanah", "Fraser", "Gallagher", "Georgiou", "Ghosh", "Gibson", "Gill", "Gonçalves", "Goodwin", "Grabowski",
		"Graham", "Gruffydd", "Gunn", "Gupta", "Haines", "Hamilton", "Haque", "Hargreaves", "Haşimi", "Hewitt", "Holt",
		"Hopkins", "Huang", "Hubbard", "Ibekwe", "Iqbal", "Ismail", "Ivanov", "Jarvis", "Jankowska", "Johnson", "Jovanović",
		"Kamara", "Kapoor", "Kaur", "Keane", "Kelly", "Kovács", "Kumar", "Lambert", "Lawal", "Le", "Lewandowski", "Lim",
		"Llewellyn", "Lloyd", "Lopes", "MacDonald", "MacLeod", "Malik", "Marković", "Marsh", "Martínez", "McCarthy", "McGrath",
		"McKenzie", "Mehmet", "Mensah", "Mirza", "Mohamud", "Molloy", "Moreau", "Morrison", "Musa", "Müller", "Nair", "Ncube",
		"Nguyen", "Novák", "Nwosu", "O'Donnell", "O'Hara", "O'Keeffe", "O'Sullivan", "Obi", "Odhiambo", "Ogunleye", "Oyelaran",
		"Öztürk", "Palmer", "Papadopoulos", "Pearce", "Peña", "Petrov", "Popescu", "Powell-Jones", "Pritchard", "Probert",
		"Quinn", "Rahman", "Ramírez", "Reid", "Rhys-Davies", "Rowe", "Ryan", "Sahin", "Sandhu", "Saunders", "Schmidt", "Sesay",
		"Sharma", "Sheikh", "Silva", "Sinclair", "Sokołowski", "St John", "Stanković", "Sutherland", "Szabó", "Teixeira",
		"Tembo", "Thapa", "Tran", "Uddin", "Ünal", "Van Dijk", "Vaughan", "Vincent", "Wójcik", "Wang", "Warsame", "West",
		"Wilkinson", "Wong", "Wu", "Yeboah", "Yusuf", "Zając", "Zhang", "Ó Briain"}

	forenamesOfMen = []string{"Aarav", "Abdul", "Adrian", "Ahmet", "Alan", "Alun", "Amir", "André", "Andrzej", "Anwar", "Ashley",
		"Ayo", "Barry", "Bilal", "Bradley", "Brandon", "Cameron", "Carlos", "Chidi", "Ciarán", "Clive", "Craig", "Dafydd",
		"Damian", "Darius", "Declan", "Derek", "Dominic", "Duncan", "Dwayne", "Ellis", "Emre", "Eoin", "Ewan", "Farhan", "Femi",
		"Florin", "Francis", "Gary", "Gavin", "Gethin", "Glen", "Graham", "Hamza", "Harry", "Hassan", "Huw", "Ian", "Idris", "Imran",
		"Ionuț", "Ismail", "Jacob", "Jamie", "Jermaine", "Joel", "José", "Josh", "Kamal", "Keith", "Kenneth", "Kieran", "Kwame",
		"Lewis", "Louis", "Łukasz", "Malik", "Martin", "Mateusz", "Matthew", "Mehmet", "Mihai", "Mohamed", "Musa", "Neil", "Nicholas",
		"Oliver", "Osman", "Owain", "Patrick", "Paweł", "Pedro", "Philip", "Piotr", "Rafał", "Raj", "Rashid", "Rhys", "Richard",
		"Robin", "Rory", "Roy", "Rúben", "Sanjay", "Sebastian", "Seán", "Simon", "Siôn", "Stuart", "Terry", "Tomasz", "Tony",
		"Trevor", "Tunde", "Umar", "Victor", "Vikram", "Warren", "Wesley", "Yusuf", "Zain"}

	forenamesOfWomen = []string{"Abigail", "Ada", "Agnieszka", "Alice", "Amina", "Angela", "Anna-Marie", "Ayşe", "Bethan", "Bláthnaid",
		"Bukola", "Carol", "Catrin", "Charlotte", "Chloë", "Claire", "Dawn", "Deborah", "Donna", "Elena", "Ellie", "Emma", "Esther",
		"Fatima", "Fiona", "Gemma", "Grace", "Gülay", "Hannah", "Hayley", "Ioana", "Jodie", "Joanne", "Julie", "Karen", "Katarzyna",
		"Kelly", "Laura", "Leanne", "Lorraine", "Małgorzata", "Maria", "Megan", "Mercy", "Michelle", "Monique", "Nadia", "Naomi",
		"Ngozi", "Niamh", "Olivia", "Patience", "Priya", "Rachel", "Rebecca", "Rukhsana", "Sabrina", "Samantha", "Sarah", "Siobhán",
		"Sophie", "Stacey", "Susan", "Tanya", "Tracey", "Vanessa", "Yasmin", "Zoë"}
)

// shareOfWomen of a hundred people.
const shareOfWomen = 4.1

// ages in years: a tenth of the people lies between each two.
var ages = [...]int{17, 26, 29, 32, 34, 39, 42, 45, 49, 56, 67}

// who names the person.
func (p *person) who() {
	p.cells[sex], p.cells[forenames] = "male", pick(p, forenamesOfMen)
	if p.chance(shareOfWomen) {
		p.cells[sex], p.cells[forenames] = "female", pick(p, forenamesOfWomen)
	}
	p.cells[surname] = pick(p, surnames)
	tenth := p.IntN(len(ages) - 1)
	age := p.between(ages[tenth], ages[tenth+1])
	birth := calendar.Day(p.asOf.Year()-age, p.asOf.Month(), 1).AddDays(-p.IntN(365))
	p.set(dateOfBirth, birth)
	p.cells[crn] = fmt.Sprintf("%c%06d", 'A'+p.IntN(letters), p.IntN(1_000_000))
	p.cells[pncID] = fmt.Sprintf("%d/%07d%c", p.between(birth.Year()+16, p.asOf.Year()), p.IntN(10_000_000), 'A'+p.IntN(letters))
}
