/// The text above the options of `prefer`.
enum PreferDiscussion {
    static let text = """
        Direct Preference Optimization (Rafailov et al. 2023): the loss of a pair is -log \
        sigmoid(beta * ((log p(chosen) - log ref(chosen)) - (log p(rejected) - log \
        ref(rejected)))). Reference log-probabilities are computed once and kept beside the \
        pairs, so no second model is in memory; those that contrast --capture-reference left there \
        are checked on eight pairs and taken (sums over tokens only: not by ipo, --ld-alpha, \
        weights or --mode paper). A prompt is computed once for both answers, in \
        rows without padding; each run first compares that with the plain way on one pair.

          retmask prefer --model DIR --pairs pairs.jsonl --preview
          retmask prefer --model DIR --pairs pairs.jsonl --out DIR-retmask
          retmask prefer --model DIR --pairs pairs.jsonl --mode paper --out DIR-retmask
          retmask prefer --model DIR --pairs pairs.jsonl --holdout 0.1 --out OTHER
          retmask prefer --model DIR --pairs pairs.jsonl --lora-rank 16 \
            --learning-rate 5e-6 --out DIR-lora
          retmask prefer --model DIR --pairs pairs.jsonl --train-heads heads.json \
            --top 16 --out DIR-heads

        Rows are TRL's, with tools, documents and chat_template_kwargs for the chat template; one \
        that cannot be read or rendered is left out and named (--strict: exit code 65).

        The output is a Hugging Face folder with training.jsonl, trainer_state.json and curves \
        for TensorBoard (runs) in it. Checkpoints stand in OUT.checkpoints until the end; run \
        again after a kill, the same command goes on, with weights equal bit for bit on a CPU. \
        To watch: tensorboard --logdir OUT.checkpoints.

        A batch is computed in parts of 2048 tokens, so its size costs no memory. For long \
        sequences, layers can be computed again on the way back in place of being kept: \
        --batch-tokens 1024 --checkpoint-activations.

        What is trained:
          all       every weight, the paper's way.
          lora      memory is short: gradients and the optimizer's state exist for
                    the adapters only. Takes about ten times the learning rate.
                    The finished folder has them merged into the weights, and in
                    adapter as PEFT reads it. Give --lora-rank.
          heads     does the effect come from these heads? Only their rows of
                    q_proj, k_proj and v_proj (a key/value head serves several)
                    and their columns of o_proj change; all else stays to the bit.
                    Give --train-heads; the control is as many others:
                    --train-heads heads.json --top 16 --random others.

        Which loss:
          sigmoid   DPO, the paper's. Begin here.
          hinge     as DPO, but pairs that are right by a margin no longer pull.
          ipo       few pairs or many epochs: draws each pair to a fixed distance,
                    1 / (2 beta), so that easy ones are not overfitted. Takes
                    means over tokens.
          robust    you know the share of wrong labels: give --label-smoothing.
          simpo     no reference, and no time for one. Takes --beta 2 or more;
                    nothing holds the model near what it was.

          --ld-alpha 0.5   chosen answers are the longer ones, and the model
                           becomes wordy.
          --sft-weight 1   a warning says that chosen answers become unlikely.
          --objective supervised   the rival: do the rejected answers help?
          --patience 2     with held-out pairs: end when they get no better.

        Single tokens count less or not at all when a row of the pairs has chosen_weights or \
        rejected_weights: a number for each token of the answer, as --preview lists them.
        """
}
