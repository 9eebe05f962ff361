//! The one table that says who may do what. Deny by default: what stands in no row, nobody may.

use crate::kernel::text_enum;

text_enum! {
    /// A role that a mandate gives in one ecosystem.
    Role {
        Facilitator = "facilitator",
        Registrar = "registrar",
        Moderator = "moderator",
        Mediator = "mediator",
        Treasurer = "treasurer",
    }
}

text_enum! {
    /// Something that not everyone may do.
    Permission {
        // What every active member may do.
        ReadDirectory = "read_directory",
        PostListing = "post_listing",
        ProposeExchange = "propose_exchange",
        MakeTransfer = "make_transfer",
        ReadRules = "read_rules",
        ReadProposals = "read_proposals",
        Propose = "propose",
        Comment = "comment",
        Vote = "vote",
        ReadFund = "read_fund",
        ReadAuditLog = "read_audit_log",
        // What takes a mandate.
        AdmitMember = "admit_member",
        SuspendMember = "suspend_member",
        ReadMemberContacts = "read_member_contacts",
        ManageTaxonomy = "manage_taxonomy",
        ModerateListing = "moderate_listing",
        ModerateComment = "moderate_comment",
        ResolveDispute = "resolve_dispute",
        ReverseTransfer = "reverse_transfer",
        ReadAnyAccount = "read_any_account",
        OpenProposal = "open_proposal",
        ManageColleges = "manage_colleges",
        ManageAssembly = "manage_assembly",
        ReadDeadLetters = "read_dead_letters",
    }
}

/// Who holds a permission: every active member, or the holders of these mandates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    EveryActiveMember,
    Mandates(&'static [Role]),
}

/// The table.
pub const TABLE: &[(Permission, Grant)] = {
    use Grant::{EveryActiveMember, Mandates};
    use Permission::*;
    use Role::*;
    &[
        (ReadDirectory, EveryActiveMember),
        (PostListing, EveryActiveMember),
        (ProposeExchange, EveryActiveMember),
        (MakeTransfer, EveryActiveMember),
        (ReadRules, EveryActiveMember),
        (ReadProposals, EveryActiveMember),
        (Propose, EveryActiveMember),
        (Comment, EveryActiveMember),
        (Vote, EveryActiveMember),
        (ReadFund, EveryActiveMember),
        (ReadAuditLog, EveryActiveMember),
        (AdmitMember, Mandates(&[Registrar])),
        (SuspendMember, Mandates(&[Registrar])),
        (ReadMemberContacts, Mandates(&[Registrar])),
        (ManageTaxonomy, Mandates(&[Facilitator, Moderator])),
        (ModerateListing, Mandates(&[Moderator])),
        (ModerateComment, Mandates(&[Moderator])),
        (ResolveDispute, Mandates(&[Mediator])),
        (ReverseTransfer, Mandates(&[Treasurer])),
        (ReadAnyAccount, Mandates(&[Treasurer])),
        (OpenProposal, Mandates(&[Facilitator])),
        (ManageColleges, Mandates(&[Facilitator, Registrar])),
        (ManageAssembly, Mandates(&[Facilitator])),
        (ReadDeadLetters, Mandates(&[Facilitator])),
    ]
};

/// Whether an active member with these mandates holds a permission.
pub fn holds(roles: &[Role], permission: Permission) -> bool {
    TABLE
        .iter()
        .filter(|(p, _)| *p == permission)
        .any(|(_, grant)| match grant {
            Grant::EveryActiveMember => true,
            Grant::Mandates(granting) => granting.iter().any(|role| roles.contains(role)),
        })
}

/// What a role gives beyond what every active member may do, in the table's order.
pub fn given_by(role: Role) -> Vec<Permission> {
    TABLE
        .iter()
        .filter(|(_, grant)| matches!(grant, Grant::Mandates(roles) if roles.contains(&role)))
        .map(|(permission, _)| *permission)
        .collect()
}

/// The permissions that take a mandate, in the table's order: those whose use the audit log may hold.
pub fn of_mandates() -> Vec<Permission> {
    TABLE
        .iter()
        .filter(|(_, grant)| matches!(grant, Grant::Mandates(_)))
        .map(|(permission, _)| *permission)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_stands_in_the_table_once() {
        for permission in Permission::ALL {
            assert_eq!(
                TABLE.iter().filter(|(p, _)| p == permission).count(),
                1,
                "{permission}"
            );
        }
    }

    #[test]
    fn every_permission_of_a_mandate_is_put_into_words() {
        use crate::i18n::{Locale, keys};
        for locale in Locale::ALL {
            for permission in of_mandates() {
                let key = format!("permission-{permission}");
                assert!(keys(*locale).contains(&key), "{locale} {key}");
            }
        }
        for role in Role::ALL {
            assert!(!given_by(*role).is_empty(), "{role} gives nothing");
        }
    }

    #[test]
    fn a_member_without_a_mandate_admits_nobody() {
        assert!(!holds(&[], Permission::AdmitMember));
        assert!(!holds(&[Role::Treasurer], Permission::AdmitMember));
        assert!(holds(&[Role::Registrar], Permission::AdmitMember));
    }
}
