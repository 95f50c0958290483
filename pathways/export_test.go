package pathways

// JudgeAnsweringSQL is the statement that judges which services answer.
const JudgeAnsweringSQL = judgeAnsweringSQL

// OfficersOfReleaseSQL is the statement that finds the link officers for a release.
var OfficersOfReleaseSQL = linkOfficersSQL(areasOfRelease)
