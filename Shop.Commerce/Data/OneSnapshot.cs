// Each statement of a batch sees the database as it is when that statement begins. What is read by several and shown as
// one has to be of one moment: the batch then carries a transaction of its own that keeps its first statement's view.
// It costs no exchange, since begin and commit ride in the batch.
using Npgsql;

namespace Shop.Commerce.Data;

/// <summary>Lets the statements of a batch, which only read, see one moment.</summary>
internal static class OneSnapshot
{
    public static NpgsqlBatchCommand Begin() => new("begin transaction isolation level repeatable read read only");

    public static NpgsqlBatchCommand End() => new("commit");
}
