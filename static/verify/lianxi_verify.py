# fmt: off
"""联席核验器: checks what Lianxi gives out, without Lianxi. This one file and Python 3.9 or later; no network, no database.
A counted motion (计票文件, JSON) is counted anew, the result printed and compared with the file's own, a secret one also with its bulletin.
An alliance's ledger (台账, JSON lines) is hashed anew, and a motion given with it compared with what the ledger committed to.
Ends with 0: whole; 1: broken, and the place is named; 2: a file cannot be read, or breaks a rule of counting."""
# ruff: noqa: B905, E401, I001, RUF007, SIM905  (short enough to be read at one sitting, and for older Pythons)
import argparse, collections, contextlib, hashlib, json, pathlib, sys
SIDES = {"yes_no": ["for", "against"], "choose_one": ["none"], "approve_any": []}
VOID = [None, "not_notified", "recusal_broken", "paper_surplus", "too_few", "key_missing", "other"]
def canonical(value): return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
def sha256(text): return hashlib.sha256(text.encode()).hexdigest()
def fields(pairs): return dict(pairs) if len(dict(pairs)) == len(pairs) else ...  # a name given twice is no JSON, like NaN
def whole_of(digits): return int(digits) if len(digits) < 602 else ...
def parse(text): return json.loads(text, object_pairs_hook=fields, parse_int=whole_of, parse_constant=lambda _: ...)
def true_of(faults): return [words for words, found in faults.items() if found]
def whole(x, low=1 - 10**600, high=10**600 - 1): return type(x) is int and low <= x <= high
def name(x): return type(x) is str and x != "" and not any("\ud800" <= letter <= "\udfff" for letter in x)
def share(x): return whole(x["num"], 1) and type(x["strict"]) is bool and whole(x["den"], x["num"] + x["strict"])
def least(x, of): return x["num"] * of // x["den"] + 1 if x["strict"] else -(-x["num"] * of // x["den"])  # that meets the share
def distinct(x): return {str} >= set(map(type, x)) and len(set(x)) == len(x)
def listed(x): return x if type(x) is list else [x]
def is_secret(c): return any("voted" in x for x in c["roll"]) or any(b["seat"] is None for b in c["ballots"])
def sound(c):  # nothing is missing, ill-typed or out of range; fields that no count needs are passed over
    with contextlib.suppress(AttributeError, KeyError, RecursionError, TypeError):
        numbers = [x for x in (c["seats_to_fill"], c.get("max_choices")) if x is not None]
        dims, hands, roll = c["dimensions"], c.get("totals"), c["roll"]
        return bool(canonical(c)) and all((
            c["method"] in SIDES, c.get("void") in VOID, c["casting_vote"] in (None, "for", "against"), share(c["rule"]), dims,
            share(c["quorum"]), c["rule"]["base"] in ("entitled", "present", "cast", "yes_no"), distinct(dims), all(map(whole, numbers)),
            all(type(c[x]) is list for x in ("dimensions", "options", "roll", "ballots")), whole(c.get("round", 1), 1, 2),
            all(map(name, [*dims, *c["options"], *(x["seat"] for x in roll), *(b["seat"] for b in c["ballots"] if b["seat"] is not None)])),
            all({type(x["present"]), type(x["recused"]), type(x.get("voted", True))} == {bool} for x in roll),
            all(set(dims) <= set(x["weight"]) and all(whole(amount, 0) for amount in x["weight"].values()) for x in roll),
            all(distinct(listed(b["choice"])) and (c["method"] == "approve_any" or type(b["choice"]) is str) for b in c["ballots"]),
            hands is None or (set(hands) == {"for", "against", "abstain"} and all(whole(x, 0) for x in hands.values()))))
def refusals(c):  # the rules that a sound case breaks, in their order; the first one is the answer
    method, roll, options, hands, most, places = (c.get(k) for k in "method roll options totals max_choices seats_to_fill".split())
    choices, by, seats = [b["choice"] for b in c["ballots"]], [b["seat"] for b in c["ballots"]], [x["seat"] for x in roll]
    secret, many, elects, approves = is_secret(c), len(c["dimensions"]) > 1, method != "yes_no", method == "approve_any"
    acting = [x["seat"] for x in roll if x.get("voted")] if secret else by
    weighted = any(x["weight"][dimension] != 1 for x in roll for dimension in c["dimensions"])
    odd, known = elects or many or weighted or secret, ["invalid"] if approves else ["abstain", "invalid", *SIDES[method], *options]
    return true_of({
        "roll.twice": not distinct(seats), "dimensions.many": elects and many,
        "options.bad": bool(options) is not elects or not distinct([*options, "for", "against", "abstain", "none", "invalid"]),
        "seats.bad": (most is not None and most < 1) or (places is not None and (not approves or places < 1)),
        "casting.forbidden": c["casting_vote"] and odd, "secret.weights": secret and weighted, "hands.mixed": hands and (choices or odd),
        "hands.count": hands and sum(hands.values()) > sum(x["present"] and not x["recused"] for x in roll),
        "secret.seat": secret and any(by), "seat.unknown": set(acting) - set(seats), "seat.twice": not distinct(acting),
        "seat.absent": any(x["seat"] in acting and not x["present"] for x in roll),
        "seat.recused": any(x["seat"] in acting and x["recused"] for x in roll), "secret.count": secret and len(choices) > len(acting),
        "choice.unknown": any(set(x) - set(options) if type(x) is list else x not in known for x in choices),
        "choice.too_many": most is not None and any(type(x) is list and len(x) > most for x in choices)})
def recount(c):  # the result as `flask ballots recount` prints it, or {"refused": reason}
    if broken := refusals(c) if sound(c) else ["file.invalid"]:
        return {"refused": broken[0]}
    counts, ends, options, ticks = {}, [], {}, sum(x.get("voted", False) for x in c["roll"])
    for dimension in c["dimensions"]:
        weight, votes = {x["seat"]: x["weight"][dimension] for x in c["roll"]}, collections.Counter()
        cast = [(b["choice"], weight.get(b["seat"], 1)) for b in c["ballots"]] or list((c.get("totals") or {}).items())
        for choice, amount in cast:
            votes.update(dict.fromkeys(listed(choice) or ["abstain"], amount))
        votes["invalid"] += ticks - len(cast) if is_secret(c) else 0  # papers that were handed out and did not come back
        sided = sum(amount for choice, amount in cast if choice not in ("abstain", "invalid", []))
        kinds = ((True, False), (True, True), (False, True), (False, False))  # present, recused
        able, recused, away, absent = (sum(weight[x["seat"]] for x in c["roll"] if (x["present"], x["recused"]) == k) for k in kinds)
        acted, entitled = sided + votes["abstain"], able + recused + away + absent
        base = {"entitled": able + absent, "present": able, "cast": acted, "yes_no": sided}[c["rule"]["base"]]
        counts[dimension] = {
            "entitled": entitled, "present": able + recused, "recused": recused, "recused_absent": away,
            **{word: votes[word] for word in [*SIDES[c["method"]], "abstain", "invalid"]}, "not_voted": able - acted - votes["invalid"],
            "base": base, "required": least(c["rule"], base) if base else None, "quorum_required": least(c["quorum"], entitled)}
        options = {x: {"votes": votes[x], "met": base > 0 and votes[x] >= least(c["rule"], base)} for x in c["options"]}
        ends.append(dict(zip(("result", "reason", "runoff", "winners", "unfilled"), judge(c, counts[dimension], options))))
    lowest = min(ends, key=lambda end: "void inquorate no_result not_carried runoff carried".split().index(end["result"]))
    return {"result": "", "reason": "", "counts": counts, "winners": [], "unfilled": 0, "options": options, "runoff": [], **lowest}
def judge(c, n, options):  # result, reason, run-off, winners, unfilled of one dimension: the first row that holds
    yes_no, one, first, chair = c["method"] == "yes_no", c["method"] == "choose_one", c.get("round", 1) == 1, c["casting_vote"]
    given, tied, grown = n.get("for", 0), n.get("for") == n.get("against"), n["base"] + (c["rule"]["base"] in ("cast", "yes_no"))
    votes, met = {x: options[x]["votes"] for x in options}, [x for x in options if options[x]["met"]]
    *_, second, most = sorted({-1, 0, *votes.values()})
    lead, also = [x for x in votes if votes[x] == most > 0], [x for x in votes if votes[x] >= second > 0]
    level, again = ("tie", lead) if len(lead) > 1 else ("share.missed", also)
    places = len(met) if c["seats_to_fill"] is None else c["seats_to_fill"]
    won = [x for x in met if sum(votes[y] >= votes[x] for y in met) <= places]
    last, left = [x for x in met if x not in won and sum(votes[y] > votes[x] for y in met) < places], places - len(won)
    return next(row for holds, *row in (
        (c.get("void"), "void", f"void.{c.get('void')}"), (is_secret(c) and len(c["ballots"]) < 5, "void", "void.too_few"),
        (n["present"] < n["quorum_required"], "inquorate", "quorum.missed"), (n["base"] == 0, "no_result", "base.empty"),
        (yes_no and tied and chair == "against", "not_carried", "casting_vote"),
        (yes_no and tied and chair and given + 1 >= least(c["rule"], grown), "carried", "casting_vote"),
        (yes_no and tied and chair, "not_carried", "share.missed"), (yes_no and given >= (n["required"] or 0), "carried", "share.met"),
        (yes_no, "not_carried", "tie" if tied else "share.missed"), (one and n["none"] >= max(most, 1), "not_carried", "none.leads"),
        (one and len(lead) == 1 and lead[0] in met, "carried", "share.met", [], lead),
        (one and first and again, "runoff", level, again), (one, "not_carried", level), (last and first, "runoff", "tie", last, won, left),
        (won, "carried", "share.met", [], won, left), (True, "not_carried", "tie" if last else "share.missed", [], [], left)) if holds)
def motion_faults(m, newest):  # in an exported motion; newest: motion -> what the ledgers beside it committed to last
    boxed, lines, papers, told, about = "bulletin" in m, m.get("bulletin") or [], dict(m.get("papers") or {}), dict(m), m.get("about") or {}
    out, ids, box, _ = papers.pop("handed_out", 0), [x[:2] for x in lines], [x[2] for x in lines], told.pop("about", None)
    box += [parse(x) if x[0] == "[" and m["method"] == "approve_any" else x for x in papers for _ in range(papers[x])]
    seats = sorted((x["seat"] for x in m["roll"]), key=lambda seat: int(seat[1:])) if m.get("electorate") else []
    return true_of({
        "result: not what the ballots say": recount(m) != m.get("counted", recount(m)),
        "bulletin: not in order of words and code, or a line twice": any(a >= b for a, b in zip(ids, ids[1:])),
        "bulletin: not as many lines and papers as seats that voted": boxed and len(lines) + out != sum(x["voted"] for x in m["roll"]),
        "bulletin: not the ballots": boxed and sorted(map(canonical, box)) != sorted(canonical(b["choice"]) for b in m["ballots"]),
        "electorate: not the seats and options of the opening": seats and m["electorate"] != sha256(canonical([seats, m["options"]])),
        "ledger: not what it committed to": newest and "salt" in about and newest.get(m["id"]) != sha256(about["salt"] + canonical(told))})
def ledger_faults(lines, heads, newest):  # what is broken first in a chain; heads: (chain, seq) -> hash held from earlier
    top, prev, seq = parse(lines[0]), "0" * 64, 0
    for seq, line in enumerate(lines[1:], 1):
        e, text, place = parse(line), parse(line).get("body", "{}"), (top["chain"], seq)
        stated = canonical([*(e.get(field) for field in ("seq", "at", "verb", "subject", "by")), e.get("body_hash") or sha256(text), prev])
        for words in true_of({
                "not in canonical form": line != canonical(e) or text != canonical(parse(text)),
                "a wrong set of fields": len(e) != 8 or set(e) - {"body", "body_hash"} != set("chain seq at verb subject by hash".split()),
                "not the next one here": (e.get("chain"), e.get("seq")) != place, "its hash is wrong": e.get("hash") != sha256(stated),
                "of another alliance": str(e.get("subject")).startswith("alliance:") and e["subject"] != f"alliance:{top['chain']}",
                "not the head that you hold": not str(e.get("hash")).startswith(heads.pop(place, ""))}):
            return [f"entry {seq}: {words}"]
        prev, newest[e["subject"]] = e["hash"], parse(text).get("facts", {}).get("case") or newest.get(e["subject"])
    ends = {"chain": top["chain"], "format": "lianxi-ledger", "head": prev, "seq": seq, "version": 1}
    return true_of({"first line: not the format, length and head of this ledger": lines[0] != canonical(ends), "no entries": seq == 0})
def main():
    options, newest, faults, said, refused = argparse.ArgumentParser(description=__doc__), {}, [], [], False
    options.add_argument("files", nargs="+", metavar="FILE")
    options.add_argument("--head", action="append", default=[], metavar="CHAIN:SEQ:HASH", help="of a chain, held from earlier")
    options.add_argument("--receipt", default="", metavar="'WORDS CODE'", help="yours, looked up in the bulletins")
    given = options.parse_args()
    heads = {(int(x), int(y)): known if len(known) > 15 else "?" for x, y, known in (head.split(":") for head in given.head)}
    texts = [(file, pathlib.Path(file).read_text("utf-8-sig").rstrip("\n").split("\n")) for file in given.files]
    for file, lines in sorted(texts, key=lambda text: '"lianxi-ledger"' not in text[1][0]):
        if '"lianxi-ledger"' in lines[0]:
            faults += [f"{file}: {words}" for words in ledger_faults(lines, heads, newest)]
            continue
        document = parse("\n".join(lines))
        results = [recount(m) for m in listed(document)]
        counted = [m for m in listed(document) if "refused" not in recount(m)]
        faults += [f"{file}: {words}" for m in counted for words in motion_faults(m, newest)]
        said += [x for m in counted for x in m.get("bulletin") or [] if " ".join(x[:2]) == " ".join(given.receipt.split())]
        refused = refused or (type(document) is not list and not counted)
        print(json.dumps(results if type(document) is list else results[0], ensure_ascii=False))
    faults += [f"chain {x}: no entry {y}, as held" for x, y in heads] + ["receipt: in no bulletin"] * (bool(given.receipt) > bool(said))
    print(*(faults or [f"receipt: {x}" for x in said] or ["whole"]), sep="\n", file=sys.stderr)
    return 1 if faults else 2 if refused else 0
if __name__ == "__main__":
    with contextlib.suppress(Exception):
        sys.exit(main())
    sys.exit(print("a file cannot be read, or is neither a motion nor a ledger", file=sys.stderr) or 2)
