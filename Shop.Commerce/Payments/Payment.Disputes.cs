// The disputes of a payment: charge-backs and what leads to them. They move no money of their own.
using Shop.Commerce.Disputes;

namespace Shop.Commerce.Payments;

public sealed partial class Payment
{
    private readonly List<PaymentDispute> _disputes = [];

    public IReadOnlyList<PaymentDispute> Disputes => _disputes;

    /// <summary>
    /// Records disputes that are new or have another status, and returns them. Disputes no longer listed are kept.
    /// </summary>
    internal IReadOnlyList<PaymentDispute> RecordDisputes(IEnumerable<Dispute> disputes, DateTimeOffset now)
    {
        var changed = new List<PaymentDispute>();
        foreach (var listed in disputes)
        {
            if (_disputes.FirstOrDefault(dispute => dispute.Id == listed.Id) is not { } known)
            {
                _disputes.Add(PaymentDispute.Of(Key, listed, now));
                changed.Add(_disputes[^1]);
            }
            else if (known.Update(listed, now))
            {
                changed.Add(known);
            }
        }

        return changed;
    }
}
