// Starts the program's demo for the page tests and ends it again.

import { execFile, spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const startWithin = 90_000 // ms; the demo itself promises 15 s on two idle cores
const endWithin = 30_000
const linesKept = 40

/** freePort asks the system for a port that nobody listens on. */
function freePort () {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/**
 * startDemo starts the program named by THROUGHGATE_BINARY on a fresh data
 * directory and waits for its line "ready http://...".
 *
 * Gives { base, command, stop }: the address, what gives the program a command on
 * the demo's database and answers what it prints, and what ends that one process.
 */
export async function startDemo (extra = []) {
  const binary = process.env.THROUGHGATE_BINARY
  if (!binary) throw new Error('THROUGHGATE_BINARY names no program: use `make test-pages` or `make screenshots`')

  // Started as root, the demo runs PostgreSQL as another user, who must be able
  // to pass through this folder.
  const folder = await mkdtemp(join(tmpdir(), 'tg-pages-'))
  await chmod(folder, 0o755)
  const listen = `127.0.0.1:${await freePort()}`
  const child = spawn(resolve(binary), ['demo', '--data', join(folder, 'data'), '--listen', listen, ...extra], {
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const ended = new Promise(resolve => child.once('close', (code, signal) => resolve(signal ?? code)))

  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
    const late = setTimeout(() => child.kill('SIGKILL'), endWithin)
    const outcome = await ended
    clearTimeout(late)
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    if (outcome !== 0) throw new Error(`after Ctrl-C the demo ended with ${outcome}, not with 0`)
  }
  const command = async (...args) => {
    const [,,, port, socket] = (await readFile(join(folder, 'data/postgres/data/postmaster.pid'), 'utf8')).split('\n')
    const env = {
      THROUGHGATE_ENV: 'demo',
      THROUGHGATE_DATABASE_URL: `postgres://postgres@/throughgate?host=${encodeURIComponent(socket)}&port=${port}&sslmode=disable`,
      THROUGHGATE_CLOCK: '2026-11-23T08:00:00Z', // or later, as far as the demo's own has come
      THROUGHGATE_UNIT: 'Haringey'
    }
    return (await promisify(execFile)(resolve(binary), args, { env })).stdout
  }
  try {
    return { base: await readiness(child, ended), command, stop }
  } catch (problem) {
    await stop().catch(() => {})
    throw problem
  }
}

/** readiness waits for the ready line and keeps what was said for the error. */
function readiness (child, ended) {
  const said = []
  const keep = line => { said.push(line); if (said.length > linesKept) said.shift() }
  return new Promise((resolve, reject) => {
    const giveUp = why => reject(new Error(`the demo ${why}. It said:\n${said.join('\n')}`))
    const timer = setTimeout(() => giveUp(`was not ready within ${startWithin / 1000} s`), startWithin)
    child.once('error', problem => { clearTimeout(timer); giveUp(`could not be started: ${problem.message}`) })
    createInterface({ input: child.stderr }).on('line', keep)
    createInterface({ input: child.stdout }).on('line', line => {
      keep(line)
      if (!line.startsWith('ready ')) return
      clearTimeout(timer)
      resolve(line.slice('ready '.length).trim().replace(/\/$/, ''))
    })
    ended.then(outcome => { clearTimeout(timer); giveUp(`ended with ${outcome} before it was ready`) })
  })
}
