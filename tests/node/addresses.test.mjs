// `$cidr`, and what counts as an address or a block, agree with ipaddr.js, an independent implementation, in its strict
// form of IPv4: four plain decimal parts. Zones (`fe80::1%eth0`) are left out: a block cannot have one.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { evaluate } from "group-gate";
import ipaddr from "ipaddr.js";
import { parameters } from "./random.mjs";

const octet = fc.oneof(fc.constantFrom(0, 1, 10, 127, 128, 255), fc.integer({ min: 0, max: 255 }));
const v4 = fc.array(octet, { minLength: 4, maxLength: 4 });
const part = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constantFrom(0xffff, 0x2001, 1), fc.nat(0xffff));
const v6 = fc.oneof(
  { weight: 3, arbitrary: fc.array(part, { minLength: 8, maxLength: 8 }) },
  { weight: 1, arbitrary: v4.map(([a = 0, b = 0, c = 0, d = 0]) => [0, 0, 0, 0, 0, 0xffff, a * 256 + b, c * 256 + d]) },
);

/** An address as bytes. */
const bytes = fc.oneof(
  v4,
  v6.map((parts) => parts.flatMap((part) => [part >> 8, part & 255])),
);

/** @param {number[]} bytes @param {number} style how it is written */
function written(bytes, style) {
  const address = ipaddr.fromByteArray(bytes);
  if (address.kind() === "ipv4") return address.toString();
  const forms = [address.toString(), address.toNormalizedString(), address.toString().toUpperCase(), mixed(bytes)];
  return forms[style % forms.length] ?? "";
}

/** An IPv6 address with its last four bytes as IPv4. @param {number[]} bytes */
function mixed(bytes) {
  const head = [0, 2, 4, 6, 8, 10].map((at) => ((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)).toString(16));
  return `${head.join(":")}:${bytes.slice(12).join(".")}`;
}

/** The block of that many leading bits. @param {number[]} bytes @param {number} prefix */
function masked(bytes, prefix) {
  return bytes.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, prefix - index * 8))) & 0xff);
}

/** A block, and an address that shares a random number of its first bits. */
const pair = fc
  .tuple(bytes, fc.nat(128), fc.nat(3), fc.nat(128), bytes, fc.nat(3))
  .map(([base, bits, style, shared, other, otherStyle]) => {
    const prefix = bits % (base.length * 8 + 1);
    const block = `${written(masked(base, prefix), style)}/${prefix}`;
    const like = other.length === base.length ? mixedBits(base, other, shared % (base.length * 8 + 1)) : other;
    return { block, address: written(like, otherStyle) };
  });

/** The first bits of one, the rest of the other. @param {number[]} base @param {number[]} other @param {number} bits */
function mixedBits(base, other, bits) {
  const head = masked(base, bits);
  const tail = masked(other, bits);
  return other.map((byte, index) => (head[index] ?? 0) | (byte ^ (tail[index] ?? 0)));
}

/** @param {object} when @param {string} address */
function holds(when, address) {
  const rules = [{ id: "condition", when, flag: "holds" }];
  const body = { CallbackCommand: "Group.CallbackBeforeCreateGroup" };
  const request = { url: `/?${new URLSearchParams({ ClientIP: address })}`, now: 0, facts: { address }, body };
  return evaluate({ version: 1, tencent: { sdkAppIds: "any" }, rules }, request).flags.length > 0;
}

/** Whether ipaddr.js finds the address in the block, IPv4-mapped ones taken as IPv4. @param {any} pair */
function lies({ block, address: text }) {
  const address = ipaddr.process(text);
  let [base, prefix] = ipaddr.parseCIDR(block);
  if (base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && prefix >= 96) {
    prefix -= 96;
    base = base.toIPv4Address();
  }
  return address.kind() === base.kind() && address.match(base, prefix);
}

/** Whether a text is an address, its IPv4 part in strict form too. @param {string} text */
function isAddress(text) {
  const last = text.split(":").at(-1) ?? "";
  const strict = !last.includes(".") || ipaddr.IPv4.isValidFourPartDecimal(last);
  return strict && (text.includes(":") ? ipaddr.IPv6.isValid(text) : last.includes(".") && ipaddr.IPv4.isValid(text));
}

test("an address lies in the blocks that ipaddr.js finds it in", () => {
  let inside = 0;
  fc.assert(
    fc.property(pair, (pair) => {
      const expected = lies(pair);
      if (expected) inside++;
      for (const name of ["client.ip", "facts.address"])
        assert.equal(holds({ [name]: { $cidr: pair.block } }, pair.address), expected, name);
      assert.equal(holds({ "client.ip": pair.address }, pair.address), true);
    }),
    parameters(3000),
  );
  assert.ok(inside > 0);
});

/** Addresses with a slip or two, which may still be addresses. */
const slips = fc
  .tuple(
    fc.tuple(bytes, fc.nat(3)).map(([bytes, style]) => written(bytes, style)),
    fc.array(
      fc.tuple(fc.nat(40), fc.nat(1), fc.constantFrom("", "0", "1", "f", "g", ":", "::", ".", "256", " ", "x", "-")),
      {
        maxLength: 2,
      },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((at, [place, removed, inserted]) => {
      const start = place % (at.length + 1);
      return at.slice(0, start) + inserted + at.slice(start + removed);
    }, text),
  )
  // ipaddr.js takes IPv4-compatible addresses (RFC 4291, 2.5.5.1) for IPv4-mapped ones.
  .filter((text) => !/^::\d+\.\d+\.\d+\.\d+$/.test(text));

test("a text is an address where it is one for ipaddr.js", () => {
  let valid = 0;
  fc.assert(
    fc.property(slips, (text) => {
      const expected = isAddress(text);
      if (expected) valid++;
      assert.equal(holds({ "client.ip": { $exists: true } }, text), expected);
    }),
    parameters(3000),
  );
  assert.ok(valid > 0);
});

/** The issue that a policy with this block has. @param {string} block */
function issue(block) {
  const when = { "client.ip": { $cidr: block } };
  try {
    evaluate({ version: 1, rules: [{ id: "condition", when, flag: "holds" }] }, null);
  } catch (error) {
    return /** @type {{ issues: { code: string, hint?: string }[] }} */ (error).issues[0];
  }
  return undefined;
}

test("a block is accepted where ipaddr.js takes it for its own network, else the hint is that network", () => {
  const block = fc.tuple(slips, fc.oneof(fc.nat(130).map(String), fc.constantFrom("", "-1", "08", "8.0", " 8", "0")));
  let accepted = 0;
  let hinted = 0;
  fc.assert(
    fc.property(block, ([text, prefix]) => {
      const most = text.includes(":") ? 128 : 32;
      const found = issue(`${text}/${prefix}`);
      if (!isAddress(text) || !/^(0|[1-9]\d*)$/.test(prefix) || Number(prefix) > most) {
        assert.equal(found?.code, "bad-cidr");
        return;
      }
      const address = ipaddr.parse(text);
      const network = masked(address.toByteArray(), Number(prefix));
      if (`${network}` === `${address.toByteArray()}`) {
        accepted++;
        assert.equal(found, undefined);
        return;
      }
      hinted++;
      assert.equal(found?.code, "bad-cidr");
      const [base, bits] = ipaddr.parseCIDR(found?.hint?.replaceAll("`", "") ?? "");
      assert.deepEqual([base.toByteArray(), bits], [network, Number(prefix)]);
    }),
    parameters(3000),
  );
  assert.ok(accepted > 0 && hinted > 0);
});
