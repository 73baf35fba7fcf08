wit_bindgen::generate!({ world: "calculator", path: "wit" });

use exports::demo::calculator::api::{Guest, Operation, Operator, Problem};

struct Calculator;

impl Guest for Calculator {
    fn evaluate(expression: String) -> Result<f64, Problem> {
        let mut parser = Parser { text: expression.chars().collect(), at: 0 };
        let value = parser.sum()?;
        if parser.peek().is_some() { Err(parser.unexpected()) } else { Ok(value) }
    }

    fn apply(operation: Operation) -> Result<f64, Problem> {
        let Operation { left, operator, right } = operation;
        match operator {
            Operator::Plus => Ok(left + right),
            Operator::Minus => Ok(left - right),
            Operator::Times => Ok(left * right),
            Operator::Divide if right == 0.0 => Err(Problem::DividedByZero),
            Operator::Divide => Ok(left / right),
        }
    }
}

struct Parser {
    text: Vec<char>,
    at: usize,
}

impl Parser {
    /// The next character that is not a space.
    fn peek(&mut self) -> Option<char> {
        while self.text.get(self.at) == Some(&' ') {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn unexpected(&self) -> Problem {
        Problem::Unexpected(self.at as u32)
    }

    fn operator(&mut self, of: &[(char, Operator)]) -> Option<Operator> {
        let next = self.peek()?;
        let (_, operator) = of.iter().find(|(sign, _)| *sign == next)?;
        self.at += 1;
        Some(*operator)
    }

    fn sum(&mut self) -> Result<f64, Problem> {
        let mut left = self.product()?;
        while let Some(operator) = self.operator(&[('+', Operator::Plus), ('-', Operator::Minus)]) {
            left = Calculator::apply(Operation { left, operator, right: self.product()? })?;
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<f64, Problem> {
        let mut left = self.factor()?;
        while let Some(operator) = self.operator(&[('*', Operator::Times), ('/', Operator::Divide)]) {
            left = Calculator::apply(Operation { left, operator, right: self.factor()? })?;
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<f64, Problem> {
        if self.peek() == Some('(') {
            self.at += 1;
            let value = self.sum()?;
            if self.peek() != Some(')') {
                return Err(self.unexpected());
            }
            self.at += 1;
            return Ok(value);
        }
        let start = self.at;
        while self.text.get(self.at).is_some_and(|next| next.is_ascii_digit() || *next == '.') {
            self.at += 1;
        }
        let digits: String = self.text[start..self.at].iter().collect();
        digits.parse().map_err(|_| self.unexpected())
    }
}

export!(Calculator);
