//! A field of the form as its template shows it.

/// One of several values.
pub(super) struct Choice {
    pub value: String,
    pub label: String,
    pub hint: String,
    pub chosen: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Choice {
        Choice {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
            chosen,
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Choice {
        self.hint = hint.into();
        self
    }
}

/// How a field is filled in.
pub(super) enum Input {
    /// The type of the field, its input mode, and the list that helps to fill it in.
    Line(&'static str, &'static str, &'static str),
    Paragraphs(usize),
    Select(Vec<Choice>),
    Radio(Vec<Choice>),
    Hidden,
}

/// A field with its words.
pub(super) struct Control {
    pub name: String,
    pub label: String,
    pub value: String,
    pub hint: String,
    pub error: String,
    pub optional: bool,
    pub length_max: usize,
    pub input: Input,
}

impl Control {
    fn new(name: &str, label: impl Into<String>, value: &str, input: Input) -> Control {
        Control {
            name: name.to_string(),
            label: label.into(),
            value: value.to_string(),
            hint: String::new(),
            error: String::new(),
            optional: false,
            length_max: 200,
            input,
        }
    }
    pub fn text(name: &str, label: impl Into<String>, value: &str) -> Control {
        Self::new(name, label, value, Input::Line("text", "", ""))
    }
    pub fn number(name: &str, label: impl Into<String>, value: &str) -> Control {
        Self::new(name, label, value, Input::Line("text", "numeric", "")).at_most(12)
    }
    pub fn decimal(name: &str, label: impl Into<String>, value: &str) -> Control {
        Self::new(name, label, value, Input::Line("text", "decimal", "")).at_most(12)
    }
    pub fn moment(name: &str, label: impl Into<String>, value: &str) -> Control {
        Self::new(name, label, value, Input::Line("datetime-local", "", ""))
    }
    pub fn url(name: &str, label: impl Into<String>, value: &str) -> Control {
        Self::new(name, label, value, Input::Line("url", "", "")).at_most(500)
    }
    /// A member's name, with the list of this id to choose from.
    pub fn listed(name: &str, label: impl Into<String>, value: &str, list: &'static str) -> Control {
        Self::new(name, label, value, Input::Line("text", "", list))
    }
    pub fn paragraphs(name: &str, label: impl Into<String>, value: &str, rows: usize) -> Control {
        Self::new(name, label, value, Input::Paragraphs(rows)).at_most(4_000)
    }
    pub fn select(name: &str, label: impl Into<String>, choices: Vec<Choice>) -> Control {
        Self::new(name, label, "", Input::Select(choices))
    }
    pub fn radio(name: &str, label: impl Into<String>, choices: Vec<Choice>) -> Control {
        Self::new(name, label, "", Input::Radio(choices))
    }
    pub fn hidden(name: &str, value: &str) -> Control {
        Self::new(name, "", value, Input::Hidden)
    }
    pub fn hint(mut self, hint: impl Into<String>) -> Control {
        self.hint = hint.into();
        self
    }
    pub fn error(mut self, error: impl Into<String>) -> Control {
        self.error = error.into();
        self
    }
    pub fn optional(mut self) -> Control {
        self.optional = true;
        self
    }
    pub fn at_most(mut self, characters: usize) -> Control {
        self.length_max = characters;
        self
    }
}
