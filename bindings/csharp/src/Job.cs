using System;

namespace Cnnviz
{
    /// <summary>Progress of a call, and a way to stop it: given to the call, watched by another thread. (A
    /// <see cref="System.Threading.CancellationToken"/> stops calls too.)</summary>
    public sealed class Job : NativeObject
    {
        static Job()
        {
            NativeLibrary.Load();
        }

        /// <summary>A job that nothing has begun yet.</summary>
        public Job() : base(Native.job_create())
        {
        }

        /// <summary>Whether <see cref="Cancel"/> was called.</summary>
        public bool IsCancelled => Native.job_cancelled(JobHandle.Of(this)) != 0;

        /// <summary>How much is done, of <see cref="Total"/>.</summary>
        public long Done => Native.job_done(JobHandle.Of(this));

        /// <summary>How much there is to do; 0 before that is known.</summary>
        public long Total => Native.job_total(JobHandle.Of(this));

        /// <summary>What is being done.</summary>
        public string Stage => Native.job_stage(JobHandle.Of(this));

        // C: cnnviz_job_cancel
        /// <summary>Asks the running call, and every later one with this job, to stop: it returns
        /// CANCELLED, its outputs null, after at most one operator's run. The model stays
        /// usable.</summary>
        public void Cancel()
        {
            Native.job_cancel(JobHandle.Of(this));
        }

        /// <summary>For the callback of a token, which may come after the job is gone.</summary>
        internal void TryCancel()
        {
            try
            {
                Cancel();
            }
            catch (ObjectDisposedException)
            {
            }
        }
    }
}
