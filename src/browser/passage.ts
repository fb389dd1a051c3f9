// Sends the form of a page that only passes on. Without this module one presses its button.

document.querySelector<HTMLFormElement>('form#passage')?.submit()

export {}
