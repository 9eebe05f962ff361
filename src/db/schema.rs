//! The tables, one declaration for both engines; `migrations/{sqlite,postgres}` hold the same and a test compares them.

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    outbox (id) {
        id -> IdSql,
        ecosystem_id -> Nullable<IdSql>,
        kind -> Text,
        payload -> Text,
        occurred_at -> Timestamp,
        processed_at -> Nullable<Timestamp>,
        attempts -> BigInt,
        next_attempt_at -> Timestamp,
        leased_until -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    idempotency_keys (member_id, key) {
        member_id -> IdSql,
        key -> Text,
        route -> Text,
        fingerprint -> Text,
        status -> BigInt,
        response -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    job_runs (name) {
        name -> Text,
        last_run_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    ecosystems (id) {
        id -> IdSql,
        slug -> Text,
        name -> Text,
        description -> Text,
        locale -> Text,
        time_zone -> Text,
        place_label -> Nullable<Text>,
        lat_micro -> Nullable<BigInt>,
        lon_micro -> Nullable<BigInt>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    members (id) {
        id -> IdSql,
        kind -> Text,
        display_name -> Text,
        email -> Nullable<Text>,
        email_folded -> Nullable<Text>,
        email_verified_at -> Nullable<Timestamp>,
        password_hash -> Nullable<Text>,
        locale -> Text,
        languages -> Text,
        bio -> Nullable<Text>,
        place_label -> Nullable<Text>,
        lat_micro -> Nullable<BigInt>,
        lon_micro -> Nullable<BigInt>,
        bounce_score -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        erased_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    colleges (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        key -> Text,
        name_fr -> Text,
        name_en -> Text,
        weight_bp -> BigInt,
        created_at -> Timestamp,
        share_bp -> Nullable<BigInt>,
        opened_by_proposal_id -> Nullable<IdSql>,
        closed_at -> Nullable<Timestamp>,
        closed_by_proposal_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    memberships (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        member_id -> IdSql,
        college_id -> IdSql,
        status -> Text,
        number -> Nullable<BigInt>,
        applied_at -> Timestamp,
        admitted_at -> Nullable<Timestamp>,
        admitted_by -> Nullable<IdSql>,
        suspended_at -> Nullable<Timestamp>,
        left_at -> Nullable<Timestamp>,
        admitted_by_proposal_id -> Nullable<IdSql>,
        left_by_proposal_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    mandates (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        member_id -> IdSql,
        role -> Text,
        started_at -> Timestamp,
        ends_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        origin -> Text,
        proposal_id -> Nullable<IdSql>,
        ended_how -> Nullable<Text>,
        ended_by_proposal_id -> Nullable<IdSql>,
        handover_note -> Nullable<Text>,
        handover_written_at -> Nullable<Timestamp>,
        reminded_at -> Nullable<Timestamp>,
        reminded_again_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    sessions (id) {
        id -> IdSql,
        member_id -> IdSql,
        kind -> Text,
        token_hash -> Nullable<Binary>,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        revoked_for -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    refresh_tokens (token_hash) {
        token_hash -> Binary,
        session_id -> IdSql,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    one_time_tokens (id) {
        id -> IdSql,
        member_id -> IdSql,
        purpose -> Text,
        token_hash -> Binary,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    login_throttles (key) {
        key -> Text,
        failures -> BigInt,
        window_started_at -> Timestamp,
        blocked_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    audit_log (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        actor_id -> IdSql,
        permission -> Text,
        action -> Text,
        object_type -> Text,
        object_id -> Nullable<IdSql>,
        at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    ecosystem_links (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        other_id -> IdSql,
        decided_at -> Timestamp,
        proposal_id -> IdSql,
        ended_at -> Nullable<Timestamp>,
        ended_by_proposal_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    rule_versions (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        key -> Text,
        version -> BigInt,
        value -> Text,
        set_at -> Timestamp,
        set_by -> Nullable<IdSql>,
        proposal_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    accounts (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        unit -> Text,
        kind -> Text,
        member_id -> Nullable<IdSql>,
        debits_posted -> BigInt,
        credits_posted -> BigInt,
        debits_pending -> BigInt,
        credits_pending -> BigInt,
        opened_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    journals (ecosystem_id) {
        ecosystem_id -> IdSql,
        transfers -> BigInt,
        head_hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    holds (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        debit_account_id -> IdSql,
        credit_account_id -> IdSql,
        minutes -> BigInt,
        state -> Text,
        object_id -> Nullable<IdSql>,
        created_by -> Nullable<IdSql>,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    transfers (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        sequence -> BigInt,
        unit -> Text,
        debit_account_id -> IdSql,
        credit_account_id -> IdSql,
        minutes -> BigInt,
        reason -> Text,
        object_id -> Nullable<IdSql>,
        group_id -> IdSql,
        hold_id -> Nullable<IdSql>,
        reverses_id -> Nullable<IdSql>,
        rule_versions -> Text,
        created_by -> Nullable<IdSql>,
        occurred_at -> Timestamp,
        recorded_at -> Timestamp,
        previous_hash -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    transfer_memos (transfer_id) {
        transfer_id -> IdSql,
        memo -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    categories (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        key -> Text,
        name_fr -> Text,
        name_en -> Text,
        position -> BigInt,
        archived_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    skills (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        category_id -> IdSql,
        key -> Text,
        name_fr -> Text,
        name_en -> Text,
        archived_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    listings (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        member_id -> IdSql,
        kind -> Text,
        what -> Text,
        title -> Text,
        description -> Text,
        language -> Text,
        category_id -> IdSql,
        terms_gift -> Bool,
        terms_time_minutes -> Nullable<BigInt>,
        terms_money_cents -> Nullable<BigInt>,
        place_label -> Nullable<Text>,
        lat_micro -> Nullable<BigInt>,
        lon_micro -> Nullable<BigInt>,
        radius_km -> Nullable<BigInt>,
        remote -> Bool,
        status -> Text,
        expires_on -> Date,
        expiry_told_on -> Nullable<Date>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        published_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        source -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    exposures (ecosystem_id, member_id) {
        ecosystem_id -> IdSql,
        member_id -> IdSql,
        shown_micro -> BigInt,
        due_micro -> BigInt,
        as_of -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    fairness_editions (ecosystem_id, number) {
        ecosystem_id -> IdSql,
        number -> BigInt,
        made_at -> Timestamp,
        facts -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    market_versions (ecosystem_id) {
        ecosystem_id -> IdSql,
        version -> BigInt,
        searches -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    taxonomies (id) {
        id -> IdSql,
        name -> Text,
        attribution -> Text,
        concept_count -> BigInt,
        imported_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    taxonomy_concepts (taxonomy_id, position) {
        taxonomy_id -> IdSql,
        position -> BigInt,
        concept -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    listing_digests (ecosystem_id, listing_id) {
        ecosystem_id -> IdSql,
        listing_id -> IdSql,
        lat_micro -> Nullable<BigInt>,
        lon_micro -> Nullable<BigInt>,
        linked_by -> BigInt,
        digest -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    listing_skills (listing_id, skill_id) {
        listing_id -> IdSql,
        skill_id -> IdSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    listing_slots (id) {
        id -> IdSql,
        listing_id -> IdSql,
        weekday -> Nullable<BigInt>,
        on_date -> Nullable<Date>,
        from_minute -> BigInt,
        to_minute -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    listing_roles (listing_id, position) {
        listing_id -> IdSql,
        position -> BigInt,
        title -> Text,
        minutes -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    listing_terms (ecosystem_id, term, listing_id) {
        ecosystem_id -> IdSql,
        term -> Text,
        listing_id -> IdSql,
        weight -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    member_skills (member_id, skill_id) {
        member_id -> IdSql,
        skill_id -> IdSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    proposals (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        number -> BigInt,
        author_id -> IdSql,
        kind -> Text,
        title -> Text,
        body -> Text,
        method -> Text,
        secret -> Bool,
        payload -> Text,
        status -> Text,
        quorum_bp -> Nullable<BigInt>,
        majority_bp -> Nullable<BigInt>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        opened_at -> Nullable<Timestamp>,
        opened_by -> Nullable<IdSql>,
        closes_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        enacted_at -> Nullable<Timestamp>,
        enactment_note -> Nullable<Text>,
        reminded_at -> Nullable<Timestamp>,
        topic -> Text,
        settings -> Text,
        terms -> Nullable<Text>,
        lot_seed -> Nullable<Text>,
        round -> BigInt,
        discussion_at -> Nullable<Timestamp>,
        takes_effect_at -> Nullable<Timestamp>,
        review_at -> Nullable<Timestamp>,
        review_told_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    proposal_options (proposal_id, number) {
        proposal_id -> IdSql,
        number -> BigInt,
        title -> Text,
        body -> Text,
        cost -> Nullable<BigInt>,
        value -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    objections (id) {
        id -> IdSql,
        proposal_id -> IdSql,
        member_id -> IdSql,
        round -> BigInt,
        body -> Text,
        raised_at -> Timestamp,
        lifted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    voting_rolls (proposal_id, member_id) {
        proposal_id -> IdSql,
        member_id -> IdSql,
        college_id -> IdSql,
        weight_bp -> BigInt,
        voted -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    ballots (id) {
        id -> IdSql,
        proposal_id -> IdSql,
        box_key -> Nullable<Binary>,
        member_id -> Nullable<IdSql>,
        via_id -> Nullable<IdSql>,
        college_id -> Nullable<IdSql>,
        weight_bp -> BigInt,
        receipt -> Text,
        answer -> Text,
        cast_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    proposal_comments (id) {
        id -> IdSql,
        proposal_id -> IdSql,
        author_id -> IdSql,
        body -> Text,
        created_at -> Timestamp,
        removed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    tallies (proposal_id) {
        proposal_id -> IdSql,
        result -> Text,
        counted_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    decisions (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        number -> BigInt,
        proposal_id -> IdSql,
        outcome -> Text,
        summary_fr -> Text,
        summary_en -> Text,
        effect -> Text,
        decided_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    amendments (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        proposal_id -> IdSql,
        number -> BigInt,
        author_id -> IdSql,
        body -> Nullable<Text>,
        value -> Nullable<Text>,
        reason -> Text,
        base -> Text,
        state -> Text,
        created_at -> Timestamp,
        answered_at -> Nullable<Timestamp>,
        answered_by -> Nullable<IdSql>,
        answer_reason -> Nullable<Text>,
        removed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    nominations (proposal_id, nominator_id) {
        proposal_id -> IdSql,
        nominator_id -> IdSql,
        ecosystem_id -> IdSql,
        first_nominee_id -> IdSql,
        first_reason -> Text,
        first_at -> Timestamp,
        nominee_id -> IdSql,
        reason -> Text,
        nominated_at -> Timestamp,
        withdrawn_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    nomination_refusals (proposal_id, member_id) {
        proposal_id -> IdSql,
        member_id -> IdSql,
        declined_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    delegations (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        giver_id -> IdSql,
        delegate_id -> IdSql,
        topic -> Nullable<Text>,
        proposal_id -> Nullable<IdSql>,
        given_at -> Timestamp,
        expires_at -> Timestamp,
        accepted_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        ended_as -> Nullable<Text>,
        reminded_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    exchanges (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        listing_id -> IdSql,
        proposer_id -> IdSql,
        giver_id -> IdSql,
        receiver_id -> IdSql,
        terms -> Text,
        minutes -> BigInt,
        money_cents -> Nullable<BigInt>,
        message -> Nullable<Text>,
        status -> Text,
        delivered_minutes -> Nullable<BigInt>,
        settled_minutes -> Nullable<BigInt>,
        due_at -> Nullable<Timestamp>,
        hold_id -> Nullable<IdSql>,
        transfer_group_id -> Nullable<IdSql>,
        rule_versions -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    exchange_times (id) {
        id -> IdSql,
        exchange_id -> IdSql,
        starts_at -> Timestamp,
        ends_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    exchange_steps (id) {
        id -> IdSql,
        exchange_id -> IdSql,
        step -> Text,
        by_member_id -> Nullable<IdSql>,
        at -> Timestamp,
        minutes -> Nullable<BigInt>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    reviews (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        exchange_id -> Nullable<IdSql>,
        ring_id -> Nullable<IdSql>,
        leg_position -> Nullable<BigInt>,
        author_id -> IdSql,
        subject_id -> IdSql,
        rating -> BigInt,
        body -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    match_notices (request_id, offer_id) {
        request_id -> IdSql,
        offer_id -> IdSql,
        noticed_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    skill_notices (request_id, member_id) {
        request_id -> IdSql,
        member_id -> IdSql,
        noticed_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    wish_edges (request_id, offer_id) {
        request_id -> IdSql,
        offer_id -> IdSql,
        ecosystem_id -> IdSql,
        giver_id -> IdSql,
        receiver_id -> IdSql,
        score_bp -> BigInt,
        found_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    wish_searches (listing_id) {
        listing_id -> IdSql,
        searched_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    rings (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        ring_key -> Text,
        listing_id -> IdSql,
        minutes -> BigInt,
        status -> Text,
        due_at -> Nullable<Timestamp>,
        ended_by -> Nullable<IdSql>,
        end_reason -> Nullable<Text>,
        transfer_group_id -> Nullable<IdSql>,
        rule_versions -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    ring_legs (ring_id, position) {
        ring_id -> IdSql,
        position -> BigInt,
        giver_id -> IdSql,
        receiver_id -> IdSql,
        offer_id -> IdSql,
        request_id -> IdSql,
        score_bp -> BigInt,
        terms -> Text,
        minutes -> BigInt,
        confirmed_at -> Nullable<Timestamp>,
        delivered_at -> Nullable<Timestamp>,
        due_at -> Nullable<Timestamp>,
        remind_at -> Nullable<Timestamp>,
        received_at -> Nullable<Timestamp>,
        uncontested_at -> Nullable<Timestamp>,
        disputed_at -> Nullable<Timestamp>,
        disputed_by -> Nullable<IdSql>,
        dispute_reason -> Nullable<Text>,
        resolved_at -> Nullable<Timestamp>,
        resolved_by -> Nullable<IdSql>,
        resolved_minutes -> Nullable<BigInt>,
        resolution_note -> Nullable<Text>,
        hold_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    notifications (id) {
        id -> IdSql,
        event_id -> IdSql,
        ecosystem_id -> Nullable<IdSql>,
        member_id -> IdSql,
        kind -> Text,
        object_type -> Text,
        object_id -> Nullable<IdSql>,
        params -> Text,
        created_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    deliveries (id) {
        id -> IdSql,
        member_id -> IdSql,
        ecosystem_id -> Nullable<IdSql>,
        notification_id -> Nullable<IdSql>,
        kind -> Text,
        object_type -> Text,
        object_id -> Nullable<IdSql>,
        params -> Text,
        address -> Text,
        mode -> Text,
        state -> Text,
        reason -> Nullable<Text>,
        attempts -> BigInt,
        next_attempt_at -> Timestamp,
        leased_until -> Nullable<Timestamp>,
        message_id -> Text,
        subject -> Nullable<Text>,
        created_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    notification_preferences (member_id, kind) {
        member_id -> IdSql,
        kind -> Text,
        mode -> Text,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    imports (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        source -> Text,
        digest -> Text,
        started_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    import_rows (import_id, file, line) {
        import_id -> IdSql,
        file -> Text,
        line -> BigInt,
        outcome -> Text,
        reason -> Nullable<Text>,
        object_id -> Nullable<IdSql>,
        seconds_left -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    import_links (ecosystem_id, source, kind, external_id) {
        ecosystem_id -> IdSql,
        source -> Text,
        kind -> Text,
        external_id -> Text,
        object_id -> IdSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    programmes (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        name -> Text,
        purpose -> Text,
        account_id -> IdSql,
        opened_at -> Timestamp,
        proposal_id -> Nullable<IdSql>,
        closed_at -> Nullable<Timestamp>,
        closing_proposal_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    charter_texts (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        key -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    charter_versions (text_id, version) {
        text_id -> IdSql,
        version -> BigInt,
        title -> Text,
        body -> Text,
        adopted_at -> Timestamp,
        proposal_id -> IdSql,
        repealed_at -> Nullable<Timestamp>,
        repeal_proposal_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    assemblies (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        number -> BigInt,
        title -> Text,
        kind -> Text,
        place -> Nullable<Text>,
        link -> Nullable<Text>,
        starts_at -> Timestamp,
        called_at -> Timestamp,
        called_by -> Nullable<IdSql>,
        proposal_id -> Nullable<IdSql>,
        opened_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        cancelled_at -> Nullable<Timestamp>,
        cancel_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    agenda_items (id) {
        id -> IdSql,
        assembly_id -> IdSql,
        position -> BigInt,
        kind -> Text,
        title -> Text,
        body -> Text,
        written_by -> Nullable<IdSql>,
        proposal_id -> Nullable<IdSql>,
        notes -> Nullable<Text>,
        noted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    attendances (id) {
        id -> IdSql,
        assembly_id -> IdSql,
        member_id -> IdSql,
        college_id -> IdSql,
        how -> Text,
        arrived_at -> Timestamp,
        left_at -> Nullable<Timestamp>,
        recorded_by -> IdSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    proxies (id) {
        id -> IdSql,
        assembly_id -> IdSql,
        giver_id -> IdSql,
        holder_id -> IdSql,
        college_id -> IdSql,
        given_at -> Timestamp,
        accepted_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    saved_searches (id) {
        id -> IdSql,
        ecosystem_id -> IdSql,
        member_id -> IdSql,
        name -> Text,
        choices -> Text,
        alert -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        deleted_at -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    saved_search_hits (search_id, listing_id) {
        search_id -> IdSql,
        listing_id -> IdSql,
        hit_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    member_blocks (ecosystem_id, blocker_id, blocked_id) {
        ecosystem_id -> IdSql,
        blocker_id -> IdSql,
        blocked_id -> IdSql,
        blocked_at -> Timestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::ids::IdSql;

    notification_caps (member_id) {
        member_id -> IdSql,
        suggestions_max_per_day -> BigInt,
        updated_at -> Timestamp,
    }
}

/// Tables that are joined, child to parent by its key.
macro_rules! joined {
    ($($child:ident -> $parent:ident ($key:ident),)+) => {$(
        diesel::joinable!($child -> $parent ($key));
        diesel::allow_tables_to_appear_in_same_query!($child, $parent);
    )+};
}
/// Other pairs of one query: by two steps, a subquery, or another key. Every pair of all tables would be thousands of
/// implementations, a quarter of the time of a build.
macro_rules! together {
    ($(($one:ident, $other:ident),)+) => {$(
        diesel::allow_tables_to_appear_in_same_query!($one, $other);
    )+};
}

joined! {
    colleges -> ecosystems (ecosystem_id),
    memberships -> ecosystems (ecosystem_id),
    memberships -> colleges (college_id),
    mandates -> ecosystems (ecosystem_id),
    mandates -> members (member_id),
    sessions -> members (member_id),
    refresh_tokens -> sessions (session_id),
    one_time_tokens -> members (member_id),
    audit_log -> ecosystems (ecosystem_id),
    audit_log -> members (actor_id),
    rule_versions -> ecosystems (ecosystem_id),
    rule_versions -> members (set_by),
    accounts -> ecosystems (ecosystem_id),
    accounts -> members (member_id),
    journals -> ecosystems (ecosystem_id),
    holds -> ecosystems (ecosystem_id),
    transfers -> ecosystems (ecosystem_id),
    transfers -> holds (hold_id),
    transfer_memos -> transfers (transfer_id),
    categories -> ecosystems (ecosystem_id),
    skills -> ecosystems (ecosystem_id),
    skills -> categories (category_id),
    listings -> ecosystems (ecosystem_id),
    listings -> members (member_id),
    listings -> categories (category_id),
    listing_skills -> listings (listing_id),
    listing_skills -> skills (skill_id),
    listing_slots -> listings (listing_id),
    listing_roles -> listings (listing_id),
    listing_terms -> listings (listing_id),
    member_skills -> members (member_id),
    member_skills -> skills (skill_id),
    proposals -> ecosystems (ecosystem_id),
    voting_rolls -> proposals (proposal_id),
    voting_rolls -> members (member_id),
    voting_rolls -> colleges (college_id),
    ballots -> proposals (proposal_id),
    proposal_options -> proposals (proposal_id),
    objections -> proposals (proposal_id),
    objections -> members (member_id),
    ballots -> colleges (college_id),
    proposal_comments -> proposals (proposal_id),
    proposal_comments -> members (author_id),
    tallies -> proposals (proposal_id),
    decisions -> ecosystems (ecosystem_id),
    decisions -> proposals (proposal_id),
    amendments -> proposals (proposal_id),
    nominations -> proposals (proposal_id),
    nomination_refusals -> proposals (proposal_id),
    delegations -> ecosystems (ecosystem_id),
    delegations -> proposals (proposal_id),
    exchanges -> ecosystems (ecosystem_id),
    exchanges -> listings (listing_id),
    exchanges -> holds (hold_id),
    exchange_times -> exchanges (exchange_id),
    exchange_steps -> exchanges (exchange_id),
    exchange_steps -> members (by_member_id),
    reviews -> ecosystems (ecosystem_id),
    reviews -> exchanges (exchange_id),
    wish_searches -> listings (listing_id),
    rings -> ecosystems (ecosystem_id),
    ring_legs -> rings (ring_id),
    notifications -> members (member_id),
    deliveries -> members (member_id),
    deliveries -> notifications (notification_id),
    notification_preferences -> members (member_id),
    charter_versions -> charter_texts (text_id),
    agenda_items -> assemblies (assembly_id),
    agenda_items -> proposals (proposal_id),
    imports -> ecosystems (ecosystem_id),
    import_rows -> imports (import_id),
    import_links -> ecosystems (ecosystem_id),
    saved_search_hits -> saved_searches (search_id),
    saved_search_hits -> listings (listing_id),
}
together! {
    (accounts, transfer_memos),
    (accounts, transfers),
    (colleges, members),
    (ecosystem_links, ecosystems),
    (ecosystems, members),
    (listing_digests, listings),
    (listings, match_notices),
    (listings, ring_legs),
    (listings, rings),
    (listings, wish_edges),
    (mandates, memberships),
    (members, memberships),
    (memberships, ring_legs),
    (memberships, rings),
}
