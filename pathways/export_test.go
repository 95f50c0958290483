package pathways

// JudgeAnsweringSQL is the statement that judges which services answer.
const JudgeAnsweringSQL = judgeAnsweringSQL
