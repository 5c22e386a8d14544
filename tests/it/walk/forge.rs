//! A branch that a coach pushed is merged on the forge: there is git, and no coach.

use crate::walk::clone::Clone;
use crate::walk::model::Effect;
use crate::walk::team::Walk;

pub(crate) fn branch(walk: &mut Walk) -> Result<(), String> {
    let name = format!("{}-{}", walk.name(), walk.step);
    let ended = walk.coach(&Effect::Arrives, &["sync", "--branch", &name], &[])?;
    if !ended.is_well() {
        return Ok(());
    }
    let button = walk.dice.one(&["merge", "squash", "rebase", "wait"]).unwrap();
    walk.note(&format!("the forge: {button} {name}"));
    if button == "wait" {
        return Ok(());
    }
    press(walk, button, &name);
    Ok(())
}

/// Presses a button of the forge. Where git alone cannot merge, the button does nothing.
fn press(walk: &mut Walk, button: &str, name: &str) {
    let folder = walk.folder.join(format!("forge-{}", walk.step));
    std::fs::create_dir(&folder).unwrap();
    let mut forge = Clone::new(&folder, "forge", "[user]\n\tname = forge\n\temail = forge@example.org\n");
    let url = walk.remote.to_str().unwrap().to_owned();
    let clone = ["clone", "-q", &url, "journal"];
    assert!(forge.program("git").args(clone).status().unwrap().success());
    let branch = format!("origin/{name}");
    let is_merged = match button {
        "merge" => forge.git(&["merge", "-q", "--no-ff", "--no-edit", &branch]).is_well(),
        "squash" => {
            forge.git(&["merge", "-q", "--squash", &branch]).is_well()
                && forge.git(&["commit", "-qm", &format!("Squash {name}")]).is_well()
        }
        _ => {
            forge.git(&["checkout", "-q", "-b", "rebased", &branch]).is_well()
                && forge.git(&["rebase", "-q", "origin/main"]).is_well()
        }
    };
    if is_merged {
        forge.git(&["push", "-q", "origin", "HEAD:main"]);
        if walk.dice.percent(50) {
            forge.git(&["push", "-q", "origin", "--delete", name]);
        }
    } else {
        walk.note("the forge: it cannot be merged");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
