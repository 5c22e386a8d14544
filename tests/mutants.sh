#!/usr/bin/env bash
# Shows that the tests of the merge see each of its rules: changes one rule at a time, runs
# `cargo test --test it merge::`, and expects it to fail. Prints `NAME killed` or `NAME SURVIVED`, and
# exits with 1 if one survived. The sources are put back whatever happens.
#
#     tests/mutants.sh            # all: about 15 minutes on two cores
#     tests/mutants.sh due state  # those whose names contain one of these words
#
# Not part of .ci/run: run it after a change of src/journal/merge/ or tests/it/merge/.
set -euo pipefail
cd "$(dirname "$0")/.."

sources=src/journal/merge
kept=$(mktemp -d)
cp -p "$sources"/*.rs "$kept"/
restore() {
    local file
    for file in "$kept"/*.rs; do
        # Without -p: cargo goes by the time of the file.
        cmp -s "$file" "$sources/${file##*/}" || cp "$file" "$sources/${file##*/}"
    done
}
trap 'restore; rm -rf "$kept"' EXIT
trap 'exit 130' INT TERM

# A failure is all that counts here, not the smallest one.
export PROPTEST_CASES=2000 PROPTEST_MAX_SHRINK_ITERS=0 RUST_BACKTRACE=0

passes() {
    # The quick ones first.
    cargo test --quiet --test it -- merge::examples merge::resolving merge::total </dev/null >/dev/null 2>&1 &&
        cargo test --quiet --test it -- merge::properties </dev/null >/dev/null 2>&1
}

# NAME, FILE and a sed expression that changes it.
mutants() {
    cat <<'LIST'
the-lesser-value-stays        table.rs     s/order(mine, other).is_lt() == earlier/order(mine, other).is_lt() != earlier/
the-later-due-stays           table.rs     s/let earlier = key == DUE/let earlier = false \&\& key == DUE/
the-loser-is-dropped          table.rs     s/losers.push(Loser::new(at, loser.map(plain)));/let _ = loser;/
a-removal-beats-a-value       table.rs     s/if mine.is_some() { Outcome::Mine }/if mine.is_none() { Outcome::Mine }/
removals-are-forgotten        table.rs     s/(Outcome::Other, None) => drop(layout.remove(key)),/(Outcome::Other, None) => {}/
private-is-any-key            table.rs     s/if key == PRIVATE \&\&/if key == "secret" \&\&/
private-wins-in-silence       table.rs     s/(!same(loser, base)).then_some(loser)/None/
long-text-is-one-value        table.rs     s/long.then(|| lines::merge(base, a, b)).flatten()/long.then_some(String::new()).filter(|_| false)/
comments-beside-are-lost      table.rs     s/=> \*value.decor_mut() = old.decor().clone(),/=> { let _ = old; value.decor_mut().clear() }/
reopened-is-closed-again      state.rs     s/if before > 0 \&\&/if before > 9 \&\&/
a-state-is-lost               state.rs     s/if !silent {/if false {/
dropped-beats-done            state.rs     s/(true, true) | (false, true) => DROPPED/(true, true) | (false, true) => 3/
more-said-is-a-conflict       state.rs     s/() if says_all(&mine, &theirs) => (true, true)/() if says_all(\&mine, \&theirs) => (true, false)/
a-state-is-a-mixture          state.rs     s/Some(item) => put(layout, key, item)/Some(item) if layout.get(key).is_none() => put(layout, key, item), Some(_) => {}/
dropped-along-stays-dropped   cascade.rs   s/dropped.iter().filter(lives)/dropped.iter().filter(|_| false).filter(lives)/
dropped-along-in-silence      cascade.rs   s/^    losers.push(Loser::new(&at, Some(ask.state.clone())));/    let _ = (at, losers);/
dropped-for-itself-comes-back cascade.rs   s/\&\& same("done", "dropped")//
along-beats-for-itself        cascade.rs   s/if !known.contains(ask.id.as_str()) \&\& /if false \&\& /
an-earlier-merge-is-unknown   cascade.rs   s/if there.is_some_and(same) \&\& goes_on/if there.is_some_and(same) \&\& goes_on \&\& false/
along-on-both-sides-is-open   cascade.rs   s/if !known.contains(ask.id.as_str()) \&\& /if /
feedback-is-a-mixture         path.rs      s/const WHOLE: .*/const WHOLE: [\&str; 0] = [];/
feedback-is-lost              whole.rs     s/losers.push(Loser::new(at, .*;$/let _ = (at, \&losers);/
the-shorter-feedback-stays    whole.rs     s/(mine.len(), &mine) > (theirs.len(), &theirs)/(mine.len(), \&mine) < (theirs.len(), \&theirs)/
more-feedback-is-a-conflict   whole.rs     s/\&\& !says_all/\&\& (true || says_all)/
less-feedback-in-silence      whole.rs     s/let says_all = !took_away \&\& /let says_all = (true || took_away) \&\& /
a-word-needs-two-removals     set.rs       s/a.contains(\*word) \&\& b.contains(\*word)/a.contains(*word) || b.contains(*word)/
with-nobody                   set.rs       s/(!emptied).then_some(merged)/Some(merged).filter(|_| emptied || true)/
words-are-only-those-of-both  set.rs       s/a.union(&b)/a.intersection(\&b)/
touching-lines-are-merged     lines.rs     s/pair\[0\].base.end >= pair\[1\].base.start/pair[0].base.end > pair[1].base.start/
the-same-change-twice         lines.rs     s/changes.dedup();//
removed-beats-edited          items.rs     s/^    edited$/    false/
edited-beats-removed-silently items.rs     s/losers.push(Loser::removed(at));/let _ = (at, \&losers);/
new-items-in-any-order        items.rs     s/(day(item), id(item)/(id(item)/
a-side-loses-its-order        items.rs     s/if alone \&\& /if false \&\& alone \&\& /
items-out-of-place            list.rs      s/if !(old \&\& in_place) {/if false {/
an-id-of-the-value-alone      conflict.rs  s/Id::short_hash(&\[&self.field, &said\])/Id::short_hash(\&[\&said])/
the-same-conflict-twice       conflict.rs  s/filter(|table| known.insert(said(table)))/filter(|table| known.insert(said(table)) || true)/
conflicts-unsorted            conflict.rs  s/all.sort_by_cached_key.*;//
another-conflict-key-is-lost  conflict.rs  s/losers.push(Loser { field: CONFLICT.into(), value: Some(plain(&other)) });/let _ = other;/
decided-and-still-open        resolve.rs   s/^    list::remove_id(root, CONFLICT, id);//
taken-and-not-put             resolve.rs   s/Some(value) => table::put(holder, key, &value)/Some(value) => drop(value)/
one-handle-of-two-is-known    tombstone.rs s/flat_map(was).collect()/flat_map(was).take(1).collect()/
the-later-day-of-two          tombstone.rs s/.min()?;/.max()?;/
nobody-is-forgotten           mod.rs       s/if let Some(text) = tombstone::of(&first.document, &second.document)/if let Some(text) = tombstone::of(\&first.document, \&second.document).filter(|_| false)/
ours-gives-the-layout         mod.rs       s/if ours.weight() >= theirs.weight()/if ours.weight().0 < usize::MAX/
a-side-unchanged-is-merged    mod.rs       s/if ours == theirs || base == theirs {/if ours == theirs {/
a-file-removed-in-silence     mod.rs       s/vec!\[Loser::removed(&Path::root())\]/vec![]/
comments-of-one-side          mod.rs       s/\[&first.body, &second.body\]/[\&first.body, \&first.body]/
comments-are-never-gone       comments.rs  s/if (left(&a, &in_a) || left(&b, &in_b)) \&\& /if false \&\& (left(\&a, \&in_a) || left(\&b, \&in_b)) \&\& /
comments-twice                comments.rs  s/a.get(\*anchor).max(b.get(\*anchor)).copied().unwrap_or(0)/a.get(*anchor).copied().unwrap_or(0) + b.get(*anchor).copied().unwrap_or(0)/
line-endings-of-the-base      file.rs      s/base == Some(false)/base == Some(true)/
notation-is-a-change          canonical.rs s/Value::Integer(number) => number.value().to_string(),/Value::Integer(number) => number.to_string(),/
LIST
}

wanted() {
    local word name=$1
    shift
    [ $# = 0 ] && return
    for word; do [[ $name == *$word* ]] && return; done
    return 1
}

if ! passes; then
    echo 'the tests fail as it is: nothing to learn from mutants' >&2
    exit 2
fi
killed=0 survived=0 broken=0
while read -r name file expression; do
    wanted "$name" "$@" || continue
    restore
    sed -i "$expression" "$sources/$file"
    if cmp -s "$kept/$file" "$sources/$file"; then
        echo "$name BROKEN: changes nothing" && broken=$((broken + 1))
    elif ! cargo test --quiet --test it --no-run </dev/null >/dev/null 2>&1; then
        echo "$name BROKEN: does not compile" && broken=$((broken + 1))
    elif passes; then
        echo "$name SURVIVED" && survived=$((survived + 1))
    else
        echo "$name killed" && killed=$((killed + 1))
    fi
done < <(mutants)
echo "$killed killed, $survived survived, $broken broken"
[ $((survived + broken)) = 0 ]
