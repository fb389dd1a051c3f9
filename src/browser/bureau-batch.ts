/** While an act is done to many requests: says how far it is, and shows what happened once it is over. */

/** In milliseconds. */
const pace = 1500
const line = document.querySelector<HTMLElement>('[data-progress]')

interface State {
  readonly text: string
  readonly isOver: boolean
}

async function look(shown: HTMLElement): Promise<void> {
  const answer = await fetch(shown.dataset['progress'] ?? '', { headers: { accept: 'application/json' } })
  if (!answer.ok || answer.redirected) return
  const { text, isOver } = (await answer.json()) as State
  shown.textContent = text
  if (isOver) location.reload()
}

if (line) setInterval(() => void look(line).catch(() => undefined), pace)

export {}
