package web

import "strings"

// browserWords is what a browser says of itself, as its owner would: "Firefox on
// Windows". What is not known is left out; nothing that was sent is kept as it is.
func browserWords(agent string) string {
	find := func(list [][2]string) string {
		for _, one := range list {
			if strings.Contains(agent, one[0]) {
				return one[1]
			}
		}
		return ""
	}
	// Edge says that it is Chrome too, and Chrome that it is Safari.
	browser := find([][2]string{{"Edg", "Edge"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"Safari/", "Safari"}})
	system := find([][2]string{{"Windows", "Windows"}, {"iPhone", "an iPhone"}, {"iPad", "an iPad"}, {"Android", "Android"}, {"Mac OS X", "a Mac"}, {"CrOS", "a Chromebook"}, {"Linux", "Linux"}})
	switch {
	case browser == "":
		return system
	case system == "":
		return browser
	}
	return browser + " on " + system
}
