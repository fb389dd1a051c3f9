// Lets one read the password that one types. Without this module it stays hidden, and pages ask for it once all the same.

function equip(input: HTMLInputElement): void {
  const { reveal = '', conceal = '' } = input.dataset
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'btn quiet small'
  button.setAttribute('aria-controls', input.id)
  const show = (isShown: boolean): void => {
    input.type = isShown ? 'text' : 'password'
    button.textContent = isShown ? conceal : reveal
  }
  show(false)
  button.addEventListener('click', () => show(input.type === 'password'))
  // Browsers remember what is typed in plain fields: hidden again before it leaves.
  input.form?.addEventListener('submit', () => show(false))
  input.after(button)
}

for (const input of document.querySelectorAll<HTMLInputElement>('input[data-reveal]')) equip(input)

export {}
