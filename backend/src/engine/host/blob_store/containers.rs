//! Containers and the objects in them.

use super::values::{IncomingValue, OutgoingValue};
use super::{BlobStoreView, Failure, answer, blobstore, container, no_container, no_object, types};
use bytes::Bytes;
use diptych_shared::policy::Access;
use diptych_shared::policy::virtualize::WALL_CLOCK_START_SECONDS;
use wasmtime::component::Resource;

/// What a container handle stands for.
#[derive(Debug)]
pub struct Container {
    /// Its name; the container itself may be gone.
    pub name: String,
}

/// A listing, as it was when it was asked for.
#[derive(Debug)]
pub struct ObjectNames(std::vec::IntoIter<String>);

type Answer<T> = wasmtime::Result<Result<T, String>>;

impl BlobStoreView<'_> {
    fn create(&mut self, name: String) -> Result<Resource<Container>, Failure> {
        self.check(Access::Write, &name)?;
        if !self.containers.add(&name)? {
            return Err(Failure::Told(format!("there is a container named \"{name}\" already")));
        }
        Ok(self.table.push(Container { name })?)
    }

    fn open(&mut self, name: String) -> Result<Resource<Container>, Failure> {
        self.check(Access::Read, &name)?;
        self.shelf(&name)?;
        Ok(self.table.push(Container { name })?)
    }

    /// Puts an object of one container into one, under a name; takes it out of the first if it moves.
    fn transfer(
        &mut self,
        source: &types::ObjectId,
        target: &types::ObjectId,
        moves: bool,
    ) -> Result<(), Failure> {
        self.check(if moves { Access::Write } else { Access::Read }, &source.container)?;
        self.check(Access::Write, &target.container)?;
        let objects = self.shelf(&source.container)?;
        let object = objects.get(&source.object).cloned().ok_or_else(|| no_object(&source.object))?;
        self.shelf(&target.container)?;
        let is_same = source.container == target.container && source.object == target.object;
        if moves && !is_same {
            self.containers.take(&source.container, &source.object);
        }
        Ok(self.containers.put(&target.container, target.object.clone(), object)?)
    }

    fn object(&mut self, container: &Resource<Container>, name: &str) -> Result<(String, Bytes), Failure> {
        let container = self.allowed(container, Access::Read)?;
        let object = self.shelf(&container)?.get(name).cloned().ok_or_else(|| no_object(name))?;
        Ok((container, object))
    }

    fn data(
        &mut self,
        container: &Resource<Container>,
        name: &str,
        start: u64,
        end: u64,
    ) -> Result<Resource<IncomingValue>, Failure> {
        let (_, object) = self.object(container, name)?;
        Ok(self.table.push(IncomingValue(part(&object, start, end)))?)
    }

    fn names(&mut self, container: &Resource<Container>) -> Result<Resource<ObjectNames>, Failure> {
        let container = self.allowed(container, Access::Read)?;
        let names: Vec<String> = self.shelf(&container)?.keys().cloned().collect();
        Ok(self.table.push(ObjectNames(names.into_iter()))?)
    }

    fn delete(&mut self, container: &Resource<Container>, names: &[String]) -> Result<(), Failure> {
        let container = self.allowed(container, Access::Write)?;
        for name in names {
            self.containers.take(&container, name);
        }
        Ok(())
    }

    fn destine(
        &mut self,
        container: &Resource<Container>,
        name: String,
        data: &Resource<OutgoingValue>,
    ) -> Result<(), Failure> {
        let container = self.allowed(container, Access::Write)?;
        self.table.get_mut(data)?.destinations.push((container, name));
        Ok(())
    }
}

/// The bytes from `start` to `end`, both included, as far as there are any.
fn part(object: &Bytes, start: u64, end: u64) -> Bytes {
    let position = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(object.len());
    let (start, end) = (position(start), position(end.saturating_add(1)));
    object.slice(start..end.max(start))
}

impl blobstore::Host for BlobStoreView<'_> {
    fn create_container(&mut self, name: String) -> Answer<Resource<Container>> {
        answer(self.create(name))
    }

    fn get_container(&mut self, name: String) -> Answer<Resource<Container>> {
        answer(self.open(name))
    }

    fn delete_container(&mut self, name: String) -> Answer<()> {
        let checked = self.check(Access::Write, &name);
        answer(
            checked.and_then(
                |()| {
                    if self.containers.remove(&name) { Ok(()) } else { Err(no_container(&name)) }
                },
            ),
        )
    }

    fn container_exists(&mut self, name: String) -> Answer<bool> {
        let checked = self.check(Access::Read, &name);
        answer(checked.map(|()| self.containers.get(&name).is_some()))
    }

    fn copy_object(&mut self, src: types::ObjectId, dest: types::ObjectId) -> Answer<()> {
        answer(self.transfer(&src, &dest, false))
    }

    fn move_object(&mut self, src: types::ObjectId, dest: types::ObjectId) -> Answer<()> {
        answer(self.transfer(&src, &dest, true))
    }
}

impl container::Host for BlobStoreView<'_> {}

impl container::HostContainer for BlobStoreView<'_> {
    fn name(&mut self, container: Resource<Container>) -> Answer<String> {
        answer(self.allowed(&container, Access::Read))
    }

    fn info(&mut self, container: Resource<Container>) -> Answer<container::ContainerMetadata> {
        let name = self.allowed(&container, Access::Read);
        answer(name.map(|name| types::ContainerMetadata { name, created_at: WALL_CLOCK_START_SECONDS }))
    }

    fn get_data(
        &mut self,
        container: Resource<Container>,
        name: String,
        start: u64,
        end: u64,
    ) -> Answer<Resource<IncomingValue>> {
        answer(self.data(&container, &name, start, end))
    }

    fn write_data(
        &mut self,
        container: Resource<Container>,
        name: String,
        data: Resource<OutgoingValue>,
    ) -> Answer<()> {
        answer(self.destine(&container, name, &data))
    }

    fn list_objects(&mut self, container: Resource<Container>) -> Answer<Resource<ObjectNames>> {
        answer(self.names(&container))
    }

    fn delete_object(&mut self, container: Resource<Container>, name: String) -> Answer<()> {
        answer(self.delete(&container, &[name]))
    }

    fn delete_objects(&mut self, container: Resource<Container>, names: Vec<String>) -> Answer<()> {
        answer(self.delete(&container, &names))
    }

    fn has_object(&mut self, container: Resource<Container>, name: String) -> Answer<bool> {
        let container = self.allowed(&container, Access::Read);
        answer(container.and_then(|container| Ok(self.shelf(&container)?.contains_key(&name))))
    }

    fn object_info(
        &mut self,
        container: Resource<Container>,
        name: String,
    ) -> Answer<container::ObjectMetadata> {
        answer(self.object(&container, &name).map(|(container, object)| types::ObjectMetadata {
            name,
            container,
            created_at: WALL_CLOCK_START_SECONDS,
            size: object.len() as u64,
        }))
    }

    fn clear(&mut self, container: Resource<Container>) -> Answer<()> {
        let container_name = self.allowed(&container, Access::Write);
        answer(container_name.and_then(|name| {
            let objects: Vec<String> = self.shelf(&name)?.keys().cloned().collect();
            self.delete(&container, &objects)
        }))
    }

    fn drop(&mut self, container: Resource<Container>) -> wasmtime::Result<()> {
        self.table.delete(container)?;
        Ok(())
    }
}

impl container::HostStreamObjectNames for BlobStoreView<'_> {
    fn read_stream_object_names(
        &mut self,
        names: Resource<ObjectNames>,
        len: u64,
    ) -> Answer<(Vec<String>, bool)> {
        let ObjectNames(left) = self.table.get_mut(&names)?;
        let read = left.by_ref().take(usize::try_from(len).unwrap_or(usize::MAX)).collect();
        Ok(Ok((read, left.len() == 0)))
    }

    fn skip_stream_object_names(&mut self, names: Resource<ObjectNames>, num: u64) -> Answer<(u64, bool)> {
        let ObjectNames(left) = self.table.get_mut(&names)?;
        let skipped = left.by_ref().take(usize::try_from(num).unwrap_or(usize::MAX)).count();
        Ok(Ok((skipped as u64, left.len() == 0)))
    }

    fn drop(&mut self, names: Resource<ObjectNames>) -> wasmtime::Result<()> {
        self.table.delete(names)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::part;
    use bytes::Bytes;

    #[test]
    fn both_ends_of_a_part_are_included_and_clamped() {
        let object = Bytes::from_static(b"hello");
        for (start, end, expected) in [
            (0, 4, &b"hello"[..]),
            (0, u64::MAX, b"hello"),
            (1, 1, b"e"),
            (3, 1, b""),
            (4, 9, b"o"),
            (5, 9, b""),
            (u64::MAX, u64::MAX, b""),
        ] {
            assert_eq!(part(&object, start, end), expected, "{start}..={end}");
        }
    }
}
