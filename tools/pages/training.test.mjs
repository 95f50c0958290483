// What happens if nobody answers, watched as the clock moves; a request from its
// e-mail to done; a moved day as everybody sees it whom it touches.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { house } from './house.mjs'
import { enter, follow, open } from './places.mjs'

const nextDay = join(dirname(fileURLToPath(import.meta.url)), '../../intake/sample/releases_next_day.csv')
const mostDays = 40 // of a request from being asked to past its day

const here = house()

const visit = look => here.visit(async page => {
  page.setDefaultTimeout(60_000) // a day of the clock is a whole watch
  await look(page)
})
const press = (page, words) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name: words }).first().click()])
const moveDay = async page => { await open(page, '/demo/clock'); await press(page, 'Move the clock on a day') }

/** mails lists the e-mails whose line in the mailbox fits, the newest first, as their words. */
async function mails (page, to, subject) {
  const found = []
  await open(page, '/demo/mailbox')
  for (;;) {
    const rows = page.locator('main tbody tr', { hasText: to }).filter({ hasText: subject })
    found.push(...await rows.locator('a').evaluateAll(list => list.map(a => a.getAttribute('href'))))
    const more = page.locator('a[rel=next]')
    if (await more.count() === 0) return found
    await follow(page, 'a[rel=next]')
  }
}

/** mail opens the newest of them whose words fit, as soon as it is there, and gives its words. */
async function mail (page, to, subject, words = /./) {
  for (let tries = 0; tries < 40; tries++) {
    for (const address of await mails(page, to, subject)) {
      await open(page, address)
      const text = (await page.locator('main').textContent()).replace(/\s+/g, ' ')
      if (words.test(text)) return text
    }
    await page.waitForTimeout(500)
  }
  assert.fail(`no e-mail to ${to} about ${subject}`)
}

test('a request goes from the e-mail by its link, through the sign-in, to done', () => visit(async page => {
  await mail(page, 'recovery@services.example', /request/)
  const link = await page.locator('main a[href*="/tasks/"]').first().getAttribute('href')
  await open(page, link)
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'nothing is shown before')
  await press(page, 'Kay Haringey')
  assert.equal(page.url(), link, 'the sign-in leads to the request')
  assert.match(await page.locator('[data-person]').innerText(), /Person/)
  await page.locator('summary', { hasText: 'It is done' }).click()
  for (const box of await page.locator('form#done input[type=checkbox]').all()) await box.check()
  await page.locator('form#done textarea').fill('seen today')
  await press(page, 'It is done')
  assert.match(await page.locator('[role=alert]').innerText(), /The request is done/)
}))

test('a moved day is seen by everyone it touches', () => visit(async page => {
  await moveDay(page)
  await here.demo.command('import', 'releases', nextDay, '--confirm-bulk').catch(problem => { if (problem.code !== 3) throw problem })
  await moveDay(page) // services are told half an hour later, in working hours
  const moved = /moves from (\w+ \d+ \w+ \d{4}) to (\w+ \d+ \w+ \d{4}).*?(\/tasks\/\w+)/
  const told = await mail(page, '@', /changes? to what we asked/, moved)
  const [, from, to, link] = told.match(moved)
  assert.notEqual(from, to)
  await enter(page)
  await open(page, link)
  assert.match(await page.locator('[data-person]').innerText(), new RegExp(to), 'on the request')
  const reference = (await page.locator('main a[href^="/releases/"]').first().getAttribute('href')).split('/').pop()
  await open(page, `/releases/${reference}`)
  const story = await page.locator('main').innerText()
  assert.ok(story.includes(to), 'on the release')
  assert.ok(story.includes(from), 'and the day before it')
  const digest = await mail(page, 'link@haringey-unit.example', /Your list for Wednesday/)
  assert.ok(digest.includes('Days that moved'), 'in the link officer\'s morning')
  assert.ok(digest.includes(reference), 'of this person')
}))

test('a request that nobody answers climbs rung 1, 2 and 3 as the clock moves', () => visit(async page => {
  await open(page, '/demo/training')
  // one that has its three rungs before it: the due day is not the first thing to come
  const choices = await page.locator('#task option').evaluateAll(list => list.map(o => o.value))
  let chosen
  for (const value of choices) {
    await open(page, `/demo/training?task=${value}`)
    if (await page.locator('[data-rung="0"] li').count() === 3) { chosen = value; break }
  }
  assert.ok(chosen, 'a request with three rungs to climb')
  const rungs = [Number(await page.locator('[data-rung]').getAttribute('data-rung'))]
  for (let day = 0; day < mostDays && rungs.at(-1) < 3; day++) {
    await press(page, 'Nobody answers')
    const rung = Number(await page.locator('[data-rung]').getAttribute('data-rung'))
    if (rung !== rungs.at(-1)) rungs.push(rung)
  }
  assert.deepEqual(rungs, [0, 1, 2, 3])
  const sent = await page.locator('main').innerText()
  // the manager's mail counts all requests of the service: it may come on the day of this one's reminder
  for (const words of [/Request to .*Reminder: no answer yet to /s, /Request to .*To a service's manager to /s]) assert.match(sent, words)
  assert.match(sent, /Morning list to link@haringey-unit\.example/)
}))
