//! People: registering, logging in, memberships and mandates, over HTTP.

use crate::support::password_of;
use serde_json::json;

both_engines!(a_newcomer_is_confirmed_admitted_and_listed, |t| {
    let founder = t.community();
    let ana = t.applicant("ana");
    let me = ana.get("/api/v1/me").expect(200);
    assert_eq!(me.body["membership"]["status"], "applicant");
    assert_eq!(me.body["email_confirmed"], true);
    ana.get("/api/v1/members")
        .refused(403, "membership-inactive", None);
    let waiting = founder.get("/api/v1/members?status=applicant").expect(200);
    assert_eq!(waiting.body["items"][0]["id"], ana.id.as_str());
    assert_eq!(waiting.body["items"][0]["email"], "ana@exemple.fr");
    let path = format!("/api/v1/members/{}/approval", ana.id);
    ana.post(&path, json!({}))
        .refused(403, "membership-inactive", None);
    let admitted = founder.post(&path, json!({})).expect(200);
    assert_eq!(admitted.body["membership"]["number"], 2);
    founder
        .post(&path, json!({}))
        .refused(409, "membership-not-applicant", None);
    let bo = t.member("bo");
    let seen = bo.get("/api/v1/members?q=ANA").expect(200);
    assert_eq!(seen.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(seen.body["items"][0].get("email"), None);
    bo.post(&path, json!({})).refused(403, "permission-missing", None);
    let mut again = t.stranger();
    again.log_in("ana@exemple.fr", &password_of("ana"));
    assert_eq!(again.get("/api/v1/me").expect(200).id(), ana.id);
});
