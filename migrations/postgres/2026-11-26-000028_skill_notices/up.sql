-- Whom a new request was told to for a skill they declared: nobody hears of a request twice.
CREATE TABLE skill_notices (
    request_id uuid NOT NULL REFERENCES listings (id),
    member_id uuid NOT NULL REFERENCES members (id),
    noticed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (request_id, member_id)
);
-- Who declared a skill is asked of every new request.
CREATE INDEX member_skills_by_skill_id ON member_skills (skill_id);
