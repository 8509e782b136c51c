using Shop.Commerce.Orders.Addresses;
using Shop.ServiceDefaults.Audit;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Commerce.Operators.BackOffice;

/// <summary>Adds a note to an order, once for each id that the caller chooses.</summary>
public sealed class AddOrderNote(CommerceDb db, ShippingEncryption encryption, TimeProvider clock)
{
    /// <summary>False if there is no such order, or if its personal data has been erased.</summary>
    public async Task<bool> RunAsync(Guid orderId, OrderNoteRequest request, CurrentOperator me, CancellationToken ct)
    {
        // The lock keeps the erasure of the address from running between the check and the insert.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select from orders where id = {orderId} for update", ct);
        if (!await db.AllOrders.AnyAsync(order => order.Id == orderId && order.Shipping != null, ct))
        {
            return false;
        }

        if (!await db.OrderNotes.AnyAsync(note => note.Id == request.Id, ct))
        {
            var now = clock.GetUtcNow();
            db.Add(new OrderNote(
                request.Id, orderId, me.Id, me.LoginId, encryption.EncryptNote(orderId, request.Text.Trim()), now));
            db.Add(AuditEntry.Of(
                me, AuditAct.NoteAdded, $"{orderId}", before: null, new { noteId = request.Id }, now));
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return true;
    }
}
