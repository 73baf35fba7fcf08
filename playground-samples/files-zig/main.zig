const std = @import("std");

pub fn main(init: std.process.Init) !void {
    const io = init.io;
    const gpa = init.arena.allocator();
    // The folder that the host gives is open from the start.
    const root = init.preopens.get("/").?.dir;

    const notes = try root.readFileAlloc(io, "notes.txt", gpa, .unlimited);
    const lines = std.mem.countScalar(u8, notes, '\n');
    const summary = try std.fmt.allocPrint(gpa, "{d} lines, {d} bytes\n", .{ lines, notes.len });

    try root.writeFile(io, .{ .sub_path = "summary.txt", .data = summary });
    try std.Io.File.stdout().writeStreamingAll(io, summary);
}
