// What @cloud-copilot/iam-simulate says about the cases of the evaluator's tests.
//
// It is licensed under the AGPL: it runs here on its own, as a program that is asked; groundline neither contains nor links it.
// The answers are committed, so that the tests need no Node. To make them again, from the repository:
//
//   GROUNDLINE_CASES=/tmp/cases.json cargo test --test it judges::evaluator::cases
//   cp -r tests/judges/evaluator /tmp/judge && npm install --prefix /tmp/judge
//   node /tmp/judge/judge.mjs /tmp/cases.json > tests/judges/evaluator/iam-simulate.txt
//
// The first line is the SHA-256 of the case file. Then one line a case: a letter for each level of SCPs, from the root on
// (`a` allowed, `e` explicit deny, `i` implicit deny), and `/` with a letter for each level of RCPs where there are any; a space;
// and in hexadecimal digits a bit for each statement, in the order in which levels, policies and statements stand: whether it
// matches. `-` stands for a layer that iam-simulate does not look at, `x` for a case that it declines; stderr says why.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const LETTERS = { Allowed: 'a', ExplicitlyDenied: 'e', ImplicitlyDenied: 'i' }
// Identity policies allow everything, so that only SCPs and RCPs decide.
const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

const text = readFileSync(process.argv[2])
const { policies, cases } = JSON.parse(text)

function chain(levels) {
  return (levels ?? []).map((level) => ({
    orgIdentifier: level.id,
    policies: level.policies.map((name) => ({ name, policy: policies[name] }))
  }))
}

// What is said of a layer: its letters and bits. A layer that its levels contradict would be news.
function layer(analysis, levels) {
  if (!analysis) return { letters: '-', bits: '' }
  const letters = analysis.ouAnalysis.map((level) => LETTERS[level.result]).join('')
  const whole = letters.includes('e') ? 'e' : letters.includes('i') ? 'i' : 'a'
  if (letters.length !== levels.length || LETTERS[analysis.result] !== whole) {
    throw new Error(`the layer is ${analysis.result}, its levels are ${letters}, and ${levels.length} were asked for`)
  }
  return { letters, bits: levels.map((level, index) => bits(analysis.ouAnalysis[index], level.policies)).join('') }
}

function bits(analysis, names) {
  const name = (found) => `${found.policyId} ${found.statement.index()}`
  const matching = new Set([...analysis.denyStatements, ...analysis.allowStatements].map(name))
  const statements = names.flatMap((policy) => [policies[policy].Statement].flat().map((_, index) => `${policy} ${index + 1}`))
  return statements.map((statement) => (matching.has(statement) ? '1' : '0')).join('')
}

function hexadecimal(bits) {
  return (bits.match(/.{1,4}/g) ?? []).map((four) => parseInt(four.padEnd(4, '0'), 2).toString(16)).join('')
}

async function judge({ request, scps, rcps, resource_account }) {
  const answer = await runSimulation(
    {
      request: {
        principal: request.principal,
        action: request.action,
        resource: { resource: request.resource, accountId: resource_account ?? '111111111111' },
        contextVariables: request.context
      },
      identityPolicies: [{ name: 'everything', policy: EVERYTHING }],
      serviceControlPolicies: chain(scps),
      resourceControlPolicies: chain(rcps)
    },
    {}
  )
  if (answer.resultType !== 'single') {
    return { line: 'x', why: JSON.stringify(answer.errors ?? answer.resultType) }
  }
  const { analysis, ignoredContextKeys } = answer.result
  if (ignoredContextKeys?.length) {
    return { line: 'x', why: `keys it does not know: ${ignoredContextKeys.join(' ')}` }
  }
  const scp = layer(analysis.scpAnalysis, scps)
  if (!rcps) return { line: `${scp.letters} ${hexadecimal(scp.bits)}` }
  const rcp = layer(analysis.rcpAnalysis, rcps)
  return { line: `${scp.letters}/${rcp.letters} ${hexadecimal(scp.bits + rcp.bits)}` }
}

const lines = [createHash('sha256').update(text).digest('hex')]
const declined = new Map()
for (const one of cases) {
  const { line, why } = await judge(one)
  lines.push(line)
  if (why) declined.set(why, [...(declined.get(why) ?? []), one.id])
}
for (const [why, ids] of declined) console.error(`${ids.length} declined, ${ids[0]} is the first: ${why}`)
console.log(lines.join('\n'))
