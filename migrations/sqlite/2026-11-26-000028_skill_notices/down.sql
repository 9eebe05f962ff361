DROP INDEX member_skills_by_skill_id;
DROP TABLE skill_notices;
