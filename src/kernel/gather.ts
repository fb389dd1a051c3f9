/** As many questions are asked together, at most. */
const most = 100

/**
 * Asks together what is asked at the same time: one question alone leaves at once, and those that come while an answer is
 * awaited leave together when it comes.
 * @param ask answers all, in the order of the questions.
 */
export function gathered<Question, Answer>(
  ask: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  let waiting: { question: Question; answer: (answer: Answer) => void; fail: (reason: unknown) => void }[] = []
  let isAsking = false

  async function askAll(): Promise<void> {
    isAsking = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most)
      waiting = waiting.slice(most)
      try {
        const answers = await ask(batch.map(({ question }) => question))
        for (const [index, { answer }] of batch.entries()) answer(answers[index] as Answer)
      } catch (error) {
        for (const { fail } of batch) fail(error)
      }
    }
    isAsking = false
  }

  return (question) =>
    new Promise((answer, fail) => {
      waiting.push({ question, answer, fail })
      if (!isAsking) void askAll()
    })
}
