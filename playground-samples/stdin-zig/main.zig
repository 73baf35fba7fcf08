const std = @import("std");

pub fn main(init: std.process.Init) !void {
    var buffer: [4096]u8 = undefined;
    var reader = std.Io.File.stdin().readerStreaming(init.io, &buffer);
    const text = try reader.interface.allocRemaining(init.arena.allocator(), .unlimited);
    for (text) |*letter| letter.* = std.ascii.toUpper(letter.*);
    try std.Io.File.stdout().writeStreamingAll(init.io, text);
}
