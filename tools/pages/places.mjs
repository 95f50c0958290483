// The demo's pages and how a person comes to each of them: by the links of the
// page before, as in use. A page added to the program gets a line here, and
// with it all the checks of pages.test.mjs.

/** enter opens the board as a link officer, who may see every page of the main job. */
export async function enter (page) {
  await open(page, '/')
  if (new URL(page.url()).pathname === '/') return
  await pressSignIn(page, 'prison link officer')
}

/** signInAs presses the button of the demo's sign-in page that holds these words: a name or a role. */
export async function signInAs (page, words) {
  await open(page, '/sign-in')
  await pressSignIn(page, words)
}

async function pressSignIn (page, words) {
  await Promise.all([page.waitForNavigation(), page.locator('main').getByRole('button', { name: words }).first().click()])
}

/** open goes to an address and insists on an answer that is a page. */
export async function open (page, address) {
  const answer = await page.goto(address)
  if (!answer.ok()) throw new Error(`${address} answered ${answer.status()}`)
}

/** follow clicks the first link that leads to an address like the one given, and insists likewise. */
export async function follow (page, selector) {
  const link = page.locator(selector).first()
  if (await link.count() === 0) throw new Error(`${page.url()} has no link ${selector}`)
  const address = await link.getAttribute('href')
  const [answer] = await Promise.all([
    page.waitForResponse(response => response.request().isNavigationRequest() && response.frame() === page.mainFrame()),
    link.click()
  ])
  if (!answer.ok()) throw new Error(`${address} answered ${answer.status()}`)
  await page.waitForLoadState()
}

/** menu opens the menu where a phone hides it, then follows one of its links. */
async function menu (page, address) {
  const toggle = page.locator('.govuk-js-service-navigation-toggle')
  if (await toggle.isVisible()) await toggle.click()
  await follow(page, `header nav a[href="${address}"]`)
}

export const places = [
  { name: 'the sign-in', reach: async page => { await open(page, '/') } },
  {
    name: 'a sign-in that fails',
    reach: async page => {
      await open(page, '/sign-in')
      await page.getByLabel('E-mail address').fill('nobody@services.example')
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Sign in', exact: true }).click()])
    },
    complains: /422/
  },
  { name: 'the accounts', reach: page => signInAs(page, 'administrator') },
  { name: 'what was recorded', reach: page => signInAs(page, 'information lead') },
  { name: 'the board', reach: enter },
  { name: 'one release', reach: async page => { await enter(page); await follow(page, 'main a[href^="/releases/"]') } },
  { name: 'the sheet of one release', paper: true, reach: async page => { await enter(page); await follow(page, 'main a[href^="/releases/"]'); await follow(page, 'main a[href$="/sheet"]') } },
  { name: 'the sheets of a day', paper: true, reach: async page => { await enter(page); await open(page, '/sheets?day=2026-11-24') } },
  { name: 'the tasks', reach: async page => { await enter(page); await menu(page, '/tasks') } },
  { name: 'one task', reach: async page => { await enter(page); await menu(page, '/tasks'); await follow(page, 'main a[href^="/tasks/"]') } },
  { name: 'the messages', reach: async page => { await enter(page); await menu(page, '/messages') } },
  { name: 'the figures', reach: async page => { await enter(page); await menu(page, '/figures') } },
  { name: 'one message', reach: async page => { await enter(page); await menu(page, '/messages'); await follow(page, 'main a[href^="/messages/"]') } },
  { name: 'your list', reach: async page => { await enter(page); await follow(page, 'main a[href="/your-list"]') } },
  { name: 'nobody to send to', reach: async page => { await enter(page); await follow(page, 'main a[href="/nobody"]') } },
  { name: 'what I am told', reach: async page => { await enter(page); await follow(page, 'main a[href="/told"]') } },
  { name: 'when I am away', reach: async page => { await enter(page); await open(page, '/away') } },
  { name: 'the training', reach: async page => { await open(page, '/demo/training'); await page.getByRole('button', { name: 'Follow this one' }).click(); await page.waitForLoadState() } },
  { name: 'the mailbox', reach: async page => { await enter(page); await follow(page, 'a[href="/demo/mailbox"]') } },
  { name: 'one e-mail', reach: async page => { await enter(page); await follow(page, 'a[href="/demo/mailbox"]'); await follow(page, 'main a[href^="/demo/mailbox/"]') } },
  { name: 'the handset', reach: async page => { await enter(page); await follow(page, 'a[href="/demo/handset"]') } },
  { name: 'the clock', reach: async page => { await enter(page); await follow(page, 'a[href="/demo/clock"]') } }
]
